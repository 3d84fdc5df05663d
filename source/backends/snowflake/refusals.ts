/** Who tried to log in, and how. */
export interface Attempt {
  readonly mode: string;
  readonly account: string;
  readonly host: string;
  readonly user: string | undefined;
  /** Of a key-pair login, as ALTER USER takes it. */
  readonly publicKey?: string;
  /** Of a workload's login: `AWS`. */
  readonly provider?: string | undefined;
}

/** What a refused login means to the person. */
export interface Refusal {
  readonly message: string;
  readonly field?: string;
  readonly hint: string;
  readonly nextSteps?: readonly string[];
}

/** Snowflake's own words and code as a sentence that says what to change. Words first: some codes stand for several. */
export function refusalOf(code: string | undefined, said: string, attempt: Attempt): Refusal {
  return (
    (attempt.mode === 'okta' ? okta(said) : undefined) ??
    byMessage(said, attempt) ??
    (code === undefined ? undefined : byCode(code, said, attempt)) ??
    unknown(code, said)
  );
}

// The driver asks Okta itself, and passes on no more than the status or its own words.
function okta(said: string): Refusal | undefined {
  if (/status code 40[13]/.test(said)) {
    return {
      message: "Okta doesn't accept this user name and password.",
      field: 'password',
      hint: 'They are those of Okta, not of Snowflake. Where Okta asks for a second factor, choose "Browser (single sign-on)".',
    };
  }
  if (/Okta address|SSO\/token URL|do not match|URL is invalid/i.test(said)) {
    return {
      message: `The account and this Okta address don't belong together: ${said}`,
      field: 'okta_url',
      hint: 'An administrator knows the address that the account trusts.',
    };
  }
  return undefined;
}

function unknown(code: string | undefined, said: string): Refusal {
  if (said === '') {
    return {
      message: 'Snowflake gave no readable answer to the login.',
      hint: 'Something in between (a proxy, a sign-in page of the network) may have answered instead.',
    };
  }
  return {
    message: `Snowflake refused the login: ${said}`,
    hint: `The code is ${code ?? 'unknown'}; an administrator can look it up in LOGIN_HISTORY.`,
  };
}

// The wording is as people quote it in bug reports ("IP 13.37.4.46 is not allowed to access Snowflake. Contact …").
function byMessage(said: string, attempt: Attempt): Refusal | undefined {
  const { user = '' } = attempt;
  if (/is not allowed to access Snowflake/i.test(said)) {
    const address = /IP(?:\/Token)?(?: address)? ([\da-f.:]+)/i.exec(said)?.[1] ?? 'of this machine';
    return {
      message: `Snowflake doesn't let the address ${address} in.`,
      hint: 'A network policy lists who may connect: switch the VPN on, or ask an administrator to add the address.',
    };
  }
  if (/temporarily locked|account is locked|user .*locked/i.test(said)) {
    return {
      message: `The user ${user} is locked, usually after too many wrong passwords.`,
      field: 'user',
      hint: 'It opens by itself after 15 minutes, or an administrator opens it. Do not try on.',
    };
  }
  // The driver asks for the page before the login, and puts the code into its words.
  if (/Error code: 39019[01]/.test(said)) {
    return byCode('390190', said.replace(/^.*?message: /, ''), attempt);
  }
  if (/access_denied/i.test(said)) {
    return { message: 'The login was refused in the browser.', hint: 'Try again, and allow it there.' };
  }
  if (/browser action timed out/i.test(said)) {
    return { message: 'Nobody finished the login in the browser in time.', hint: 'Try again; the page opens anew.' };
  }
  if (/cannot run server|creating local server/i.test(said)) {
    return {
      message: `This machine can't wait for the browser's answer: ${said}`,
      field: 'oauth_redirect_uri',
      hint: 'Another program may use the port: choose another one, or leave the redirect URI empty.',
    };
  }
  if (/multi-factor|MFA enroll|must enroll|passcode.*required/i.test(said)) {
    return {
      message: `Snowflake wants a second factor: ${said}`,
      field: 'auth_mode',
      hint: 'Choose "Password with a second factor", a browser login, a key pair or a programmatic access token.',
    };
  }
  return undefined;
}

function byCode(code: string, said: string, attempt: Attempt): Refusal | undefined {
  return secondFactor(code) ?? token(code, attempt) ?? whoAndWhere(code, said, attempt);
}

function whoAndWhere(code: string, said: string, attempt: Attempt): Refusal | undefined {
  const { user = '?', account, publicKey } = attempt;
  if (code === '390144' && attempt.mode === 'workload_identity') {
    return {
      message: `Snowflake doesn't know this workload: ${said}`,
      field: 'workload_identity_provider',
      hint: 'A service user with this identity must exist (ALTER USER … SET WORKLOAD_IDENTITY), and its token must be fresh.',
    };
  }
  switch (code) {
    case '390100':
      return {
        message: `Snowflake doesn't accept this user name and password (user ${user}, account ${account}).`,
        field: 'password',
        hint: 'Check both. After five wrong ones the user is locked for 15 minutes, so nothing was tried twice.',
      };
    case '390101':
    case '390102':
      return { message: `The user ${user} can't log in: ${said}`, field: 'user', hint: 'Ask an administrator.' };
    case '390144':
      return {
        message: `Snowflake doesn't accept the key of the user ${user}.`,
        field: 'private_key_path',
        hint: 'Its public half must be set for this user; user and account must be right, and the clock of this machine too: the login is valid for two minutes.',
        ...(publicKey !== undefined && { nextSteps: [`ALTER USER ${user} SET RSA_PUBLIC_KEY='${publicKey}'`] }),
      };
    case '390190':
    case '390191':
      return {
        message: `Snowflake doesn't accept the single sign-on: ${said}`,
        field: 'auth_mode',
        hint: 'Try again, or choose another way to log in; an administrator sets single sign-on up.',
      };
    case '390186':
    case '390189':
      return { message: said, field: 'role', hint: 'Choose a role that is granted to the user, or leave it empty.' };
    case '404007':
    case '404045':
      return { message: `"${account}" is not a Snowflake account.`, field: 'account', hint: 'Like myorg-myaccount.' };
    case '405505':
      return {
        message: "The driver can't read its own log settings.",
        hint: 'Look at SF_CLIENT_CONFIG_FILE and at sf_client_config.json in your home folder: their rights or their JSON are wrong.',
      };
    default:
      return undefined;
  }
}

function token(code: string, { mode }: Attempt): Refusal | undefined {
  const field = mode === 'oauth_token' || mode === 'pat' ? 'token' : 'auth_mode';
  switch (code) {
    case '390303':
      return {
        message: "Snowflake doesn't accept the OAuth token.",
        field,
        hint: 'It must be meant for this account, and its role must be granted to the user.',
      };
    case '390318':
      return { message: 'The OAuth token has expired.', field, hint: 'Get a new one.' };
    case '390195':
      return { message: 'The stored browser login is no longer valid.', hint: 'Log in again.' };
    case '390432':
      return {
        message:
          'Snowflake takes programmatic access tokens of this user only under a network policy, and there is none.',
        field,
        hint: 'An administrator can set one for the user (ALTER USER … SET NETWORK_POLICY) or lift the rule by an authentication policy.',
      };
    case '394400':
      return {
        message: "Snowflake doesn't accept the programmatic access token.",
        field,
        hint: 'It may have expired, been disabled, or belong to another account.',
      };
    default:
      return undefined;
  }
}

// Snowflake's documentation of MFA lists these (EXT_AUTHN_…).
function secondFactor(code: string): Refusal | undefined {
  switch (code) {
    case '390120':
      return { message: 'The login was denied on the phone.', field: 'passcode', hint: 'Try again and approve it.' };
    case '390122':
      return {
        message: 'This user has no second factor set up.',
        field: 'auth_mode',
        hint: 'Set it up in Snowsight: your name → Settings → Authentication. Or choose another way to log in.',
      };
    case '390123':
      return { message: 'The second factor of this user is locked.', hint: 'Ask an administrator.' };
    case '390126':
      return {
        message: 'Nobody approved the login on the phone in time.',
        field: 'passcode',
        hint: 'Try again; without data service on the phone, type the passcode that the app shows.',
      };
    case '390127':
      return {
        message: "Snowflake doesn't accept this passcode.",
        field: 'passcode',
        hint: 'Each is good for about 30 seconds, and once: type the one that the app shows now.',
      };
    case '390129':
      return { message: 'Snowflake could not reach the service of the second factor.', hint: 'Try again in a moment.' };
    case '390132':
      return {
        message: 'Approving on the phone is not set up for this user.',
        field: 'passcode',
        hint: 'Type a passcode instead; a profile can ask for it at each login.',
      };
    case '390197':
      return {
        message: 'Snowflake wants a second factor besides the password.',
        field: 'auth_mode',
        hint: 'Choose "Password with a second factor", a browser login, a key pair or a programmatic access token.',
      };
    default:
      return undefined;
  }
}
