import { isUtf8 } from 'node:buffer';

/** Bytes that are no UTF-8. */
export class NoUtf8Error extends Error {
  /** From 1. */
  readonly line: number;
  readonly isUtf16: boolean;

  constructor(line: number, isUtf16: boolean) {
    super(`Line ${line} is not UTF-8.`);
    this.line = line;
    this.isUtf16 = isUtf16;
  }
}

const LINE_END = 0x0a;

/** The text of bytes that arrive in pieces. A byte that is none of UTF-8's would silently become `�`. */
export class Utf8Reader {
  #rest: Uint8Array = new Uint8Array();
  #line = 1;

  /** @throws NoUtf8Error */
  push(bytes: Uint8Array): string {
    const all = Buffer.concat([this.#rest, bytes]);
    const whole = all.length - unfinished(all);
    this.#rest = all.subarray(whole);
    return this.#text(all.subarray(0, whole));
  }

  /** What no more bytes complete. @throws NoUtf8Error */
  end(): string {
    return this.#text(Buffer.from(this.#rest));
  }

  #text(bytes: Buffer): string {
    const isWhole = isUtf8(bytes);
    for (let start = 0; ;) {
      const end = bytes.indexOf(LINE_END, start);
      if (!isWhole && !isUtf8(bytes.subarray(start, end < 0 ? undefined : end))) {
        throw new NoUtf8Error(
          this.#line,
          this.#line === 1 && /^(?:\xff\xfe|\xfe\xff)/.test(bytes.toString('latin1', 0, 2)),
        );
      }
      if (end < 0) return bytes.toString();
      this.#line++;
      start = end + 1;
    }
  }
}

/** The text of whole bytes. @throws NoUtf8Error */
export function utf8Text(bytes: Uint8Array): string {
  const reader = new Utf8Reader();
  return reader.push(bytes) + reader.end();
}

/** How many bytes at the end begin a character that is not whole: at most three. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0;
  }
  return 0;
}
