/**
 * The text of a double as Spark casts it (Java's Double.toString): at least one decimal, scientific from 1.0E7 on
 * and below 1.0E-3. The digits are the shortest that give the same double back.
 */
export function doubleText(value: number): string {
  return javaText(value, String(Math.abs(value)));
}

/** The same for a float: the shortest digits that give the same 32-bit float back (0.1, not 0.10000000149011612). */
export function floatText(value: number): string {
  const size = Math.abs(value);
  for (let digits = 1; digits < 9; digits++) {
    const text = size.toPrecision(digits);
    if (Math.fround(Number(text)) === size) return javaText(value, text);
  }
  return javaText(value, size.toPrecision(9));
}

function javaText(value: number, digitsOf: string): string {
  if (Number.isNaN(value)) return 'NaN';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (!Number.isFinite(value)) return `${sign}Infinity`;
  if (value === 0) return `${sign}0.0`;
  const { digits, exponent } = decompose(digitsOf);
  if (exponent < -3 || exponent >= 7) return `${sign}${digits[0]!}.${digits.slice(1) || '0'}E${exponent}`;
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  return `${sign}${digits.slice(0, exponent + 1).padEnd(exponent + 1, '0')}.${digits.slice(exponent + 1) || '0'}`;
}

/** Digits without leading or trailing zeros, and the power of ten of the first. */
function decompose(text: string): { digits: string; exponent: number } {
  const [mantissa = '', power = '0'] = text.split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const all = whole + fraction;
  const leading = /^0*/.exec(all)![0].length;
  return {
    digits: all.slice(leading).replace(/0+$/, ''),
    exponent: whole.length - 1 - leading + Number(power),
  };
}

/** An unscaled integer and its scale as a decimal: 5, 2 → 0.05. */
export function decimalText(unscaled: bigint, scale: number): string {
  const sign = unscaled < 0n ? '-' : '';
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString();
  if (scale <= 0) return sign + digits + (digits === '0' ? '' : '0'.repeat(-scale));
  const padded = digits.padStart(scale + 1, '0');
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`;
}

/** A little-endian two's complement integer of `words` 32-bit words at `start`, as Arrow keeps decimals. */
export function bigIntAt(words: Uint32Array, start: number, count: number): bigint {
  let value = 0n;
  for (let index = count - 1; index >= 0; index--) value = (value << 32n) | BigInt(words[start + index]!);
  return BigInt.asIntN(count * 32, value);
}
