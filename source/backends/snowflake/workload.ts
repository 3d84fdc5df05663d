import type { Refusal } from './refusals.js';

interface CloudWords {
  readonly name: string;
  readonly hint: string;
}

/** Where the driver finds an identity of each provider: what its cloud libraries look at, in their order. */
const CLOUDS: Readonly<Record<string, CloudWords>> = {
  AWS: {
    name: 'AWS',
    hint: 'It is there on EC2, ECS, EKS and Lambda with a role, and with AWS credentials and AWS_REGION in the environment.',
  },
  AZURE: {
    name: 'Azure',
    hint: 'It is there with a managed identity (VM, App Service, Functions, AKS), with AZURE_CLIENT_ID and its like in the environment, and where az login was done.',
  },
  GCP: {
    name: 'Google Cloud',
    hint: 'It is there on Compute Engine, GKE and Cloud Run with a service account, and with GOOGLE_APPLICATION_CREDENTIALS.',
  },
};

/**
 * What it means when a workload's login failed before Snowflake was asked: the cloud gave no identity. The libraries
 * tell of each of half a dozen places where they have looked, over many lines; the log keeps those.
 */
export function workloadRefusal(provider: string | undefined, said: string, host: string): Refusal {
  if (/recognized Snowflake host/i.test(said)) {
    return {
      message: `The driver gives an identity of this machine to Snowflake's own hosts only, and ${host} is none.`,
      field: 'host',
      hint: 'For a host of your own set SNOWFLAKE_WIF_ALLOWED_HOST_SUFFIXES to its domain.',
    };
  }
  const cloud = CLOUDS[provider ?? ''];
  // A network's word says all, where there is one.
  const word = /\bE(?:CONN|NOT|HOST|NET|TIMED)[A-Z]+\b|status code \d+/.exec(said)?.[0];
  const reason = word ?? said.split('\n')[0] ?? '';
  return {
    message: cloud
      ? `No identity of ${cloud.name} is found on this machine (${reason.replace(/\.$/, '')}).`
      : `This machine's identity can't be used: ${reason}`,
    field: 'workload_identity_provider',
    hint: cloud?.hint ?? 'Choose the provider that this machine runs at.',
  };
}
