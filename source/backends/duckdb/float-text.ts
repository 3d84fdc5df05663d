const SMALLEST_NORMAL_FLOAT = 2 ** -126;

/** JavaScript's text of a number, which drops the sign of a negative zero. */
export function digitsOf(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** The digits of the shortest decimal that reads back as the same 32-bit float. */
export function shortestFloat(value: number): string {
  if (!Number.isFinite(value) || value === 0) return digitsOf(value);
  // Six digits always survive in a normal float, so a shorter one is found there, too; a denormal has fewer.
  for (let digits = Math.abs(value) < SMALLEST_NORMAL_FLOAT ? 1 : 6; digits < 9; digits++) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(Number(value.toPrecision(9)));
}

/**
 * Rewrites JavaScript's text of a number as DuckDB writes it: `1.0`, `1e+16`, `1e-05`, `inf`, `nan`. DuckDB (fmt's
 * shortest form) switches to an exponent below 1e-4 and from 1e16 on, JavaScript below 1e-6 and from 1e21 on.
 */
export function floatText(text: string): string {
  if (text === 'NaN') return 'nan';
  if (text.endsWith('Infinity')) return text.startsWith('-') ? '-inf' : 'inf';
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(text);
  if (!match) return text;
  const [, sign = '', whole = '', fraction = '', exponentText = '0'] = match;
  const digits = (whole + fraction).replace(/^0+(?=\d)/, '');
  const leading = (whole + fraction).length - digits.length;
  const exponent = Number(exponentText) + whole.length - 1 - leading;
  const significant = digits.replace(/0+$/, '') || '0';
  if (significant === '0') return `${sign}0.0`;
  if (exponent >= -4 && exponent < 16) return sign + fixed(significant, exponent);
  const size = String(Math.abs(exponent)).padStart(2, '0');
  const mantissa = significant.length > 1 ? `${significant[0]!}.${significant.slice(1)}` : significant;
  return `${sign}${mantissa}e${exponent < 0 ? '-' : '+'}${size}`;
}

function fixed(significant: string, exponent: number): string {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${significant}`;
  const whole = significant.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${whole}.${significant.slice(exponent + 1) || '0'}`;
}
