import { PROFILE_NAMES, quoted, type CommandWords, type Values } from './words.js';

/**
 * The script for bash 3.2 (macOS) and later. Files are completed by the shell's own rules (`compopt` is bash 4: where
 * it is missing, a folder gets no slash).
 */
export function bashScript(commands: readonly CommandWords[]): string {
  return `# bash completion of smallex. Load it with:  source <(smallex completion bash)
_smallex_words() { COMPREPLY+=( $(compgen -W "$1" -- "$cur") ); }
_smallex_files() { compopt -o filenames 2>/dev/null; COMPREPLY+=( $(compgen -f -- "$cur") ); }
_smallex_profiles() { local IFS=$'\\n'; COMPREPLY+=( $(compgen -W "$(${PROFILE_NAMES})" -- "$cur") ); }
_smallex() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="" path="" word index
  COMPREPLY=()
  [ "$COMP_CWORD" -gt 0 ] && prev="\${COMP_WORDS[COMP_CWORD-1]}"
  # --format=csv arrives as three words.
  if [ "$cur" = "=" ]; then cur=""; elif [ "$prev" = "=" ]; then prev="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  for (( index = 1; index < COMP_CWORD; index++ )); do
    word="\${COMP_WORDS[index]}"
    case "$path/$word" in
${commands
  .filter(({ path }) => path.length > 0)
  .map(({ path }) => `      ${quoted(`${before(path)}/${path.at(-1)!}`)}) path=${quoted(path.join(' '))} ;;`)
  .join('\n')}
    esac
  done
  case "$path/$prev" in
${commands.flatMap(flagCases).join('\n')}
  esac
  case "$path" in
${commands.map(commandCase).join('\n')}
  esac
}
complete -F _smallex smallex
`;
}

function before(path: readonly string[]): string {
  return path.slice(0, -1).join(' ');
}

function flagCases({ path, flags }: CommandWords): readonly string[] {
  return flags.flatMap(({ names, values }) => {
    if (!values) return [];
    const patterns = names.map((name) => quoted(`${path.join(' ')}/${name}`)).join('|');
    return [`    ${patterns}) ${action(values)}return ;;`];
  });
}

function commandCase({ path, subcommands, flags, argument }: CommandWords): string {
  const names = flags.flatMap((flag) => flag.names).join(' ');
  const words = subcommands.map(({ name }) => name).join(' ');
  const others = `${words === '' ? '' : `_smallex_words ${quoted(words)}; `}${argument ? action(argument) : ''}`;
  return `    ${quoted(path.join(' '))}) case "$cur" in -*) _smallex_words ${quoted(names)} ;; *) ${others}: ;; esac ;;`;
}

function action(values: Values): string {
  switch (values.kind) {
    case 'words':
      return `_smallex_words ${quoted(values.words.join(' '))}; `;
    case 'profiles':
      return '_smallex_profiles; ';
    case 'files':
      return '_smallex_files; ';
    case 'profiles-and-files':
      return '_smallex_profiles; _smallex_files; ';
    case 'any':
      return '';
  }
}
