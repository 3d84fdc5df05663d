import { PROFILE_NAMES, quoted, type CommandWords, type Values } from './words.js';

/** The script for zsh, where each word is shown with what it does. */
export function zshScript(commands: readonly CommandWords[]): string {
  return `#compdef smallex
# zsh completion of smallex. Load it with:  source <(smallex completion zsh)
_smallex_profiles() { local -a names; names=( \${(f)"$(${PROFILE_NAMES})"} ); compadd -a names; }
_smallex() {
  local path_='' word prev=\${words[CURRENT-1]} index
  local -a found
  for (( index = 2; index < CURRENT; index++ )); do
    word=\${words[index]}
    case "$path_/$word" in
${commands
  .filter(({ path }) => path.length > 0)
  .map(
    ({ path }) =>
      `      ${quoted(`${path.slice(0, -1).join(' ')}/${path.at(-1)!}`)}) path_=${quoted(path.join(' '))} ;;`,
  )
  .join('\n')}
    esac
  done
  case "$path_/$prev" in
${commands.flatMap(flagCases).join('\n')}
  esac
  case "$path_" in
${commands.map(commandCase).join('\n')}
  esac
}
if [ "$funcstack[1]" = _smallex ]; then _smallex "$@"; else compdef _smallex smallex; fi
`;
}

function flagCases({ path, flags }: CommandWords): readonly string[] {
  return flags.flatMap(({ names, values }) => {
    if (!values) return [];
    const patterns = names.map((name) => quoted(`${path.join(' ')}/${name}`)).join('|');
    return [`    ${patterns}) ${action(values)}return ;;`];
  });
}

function commandCase({ path, subcommands, flags, argument }: CommandWords): string {
  const described = (words: readonly { readonly name: string; readonly help: string }[]): string =>
    words.map(({ name, help }) => quoted(`${name.replaceAll(':', '\\:')}:${help}`)).join(' ');
  const names = described(flags.flatMap(({ names: all, help }) => all.map((name) => ({ name, help }))));
  const subs = subcommands.length > 0 ? `found=( ${described(subcommands)} ); _describe command found; ` : '';
  const others = `${subs}${argument ? action(argument) : ''}`;
  return `    ${quoted(path.join(' '))}) if [[ \${words[CURRENT]} == -* ]]; then found=( ${names} ); _describe option found; else ${others}:; fi ;;`;
}

function action(values: Values): string {
  switch (values.kind) {
    case 'words':
      return `compadd -- ${values.words.map(quoted).join(' ')}; `;
    case 'profiles':
      return '_smallex_profiles; ';
    case 'files':
      return '_files; ';
    case 'profiles-and-files':
      return '_smallex_profiles; _files; ';
    case 'any':
      return '';
  }
}
