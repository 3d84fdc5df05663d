import { digitsOf, floatText } from './float-text.js';

const SHAPES = [
  '',
  'POINT',
  'LINESTRING',
  'POLYGON',
  'MULTIPOINT',
  'MULTILINESTRING',
  'MULTIPOLYGON',
  'GEOMETRYCOLLECTION',
];
const DIMENSIONS = ['', ' Z', ' M', ' ZM'];
const NUMBERS = [2, 3, 3, 4];

const POINT = 1;
const LINESTRING = 2;
const POLYGON = 3;
const MULTIPOINT = 4;
const COLLECTION = 7;

/** DuckDB's own text of a GEOMETRY, of which the driver gives the bytes (ISO WKB): `POINT Z (1 2 3)`, `POLYGON EMPTY`. */
export function geometryText(bytes: Uint8Array): string {
  return new Reader(bytes).geometry(true);
}

class Reader {
  readonly #view: DataView;
  #at = 0;

  constructor({ buffer, byteOffset, byteLength }: Uint8Array) {
    this.#view = new DataView(buffer, byteOffset, byteLength);
  }

  /** `isNamed`: false for a member of a MULTI…, whose shape is known. */
  geometry(isNamed: boolean): string {
    const isLittle = this.#view.getUint8(this.#at) === 1;
    this.#at += 1;
    const code = this.#count(isLittle);
    const [shape, dimension] = [code % 1000, Math.floor(code / 1000)];
    const body = this.#body(shape, NUMBERS[dimension]!, isLittle) ?? 'EMPTY';
    return isNamed ? `${SHAPES[shape]!}${DIMENSIONS[dimension]!} ${body}` : body;
  }

  /** What stands in brackets; null where there is nothing. */
  #body(shape: number, numbers: number, isLittle: boolean): string | null {
    if (shape === POINT) return this.#point(numbers, isLittle);
    if (shape === LINESTRING) return this.#list(isLittle, () => this.#numbers(numbers, isLittle).join(' '));
    if (shape === POLYGON) return this.#list(isLittle, () => this.#body(LINESTRING, numbers, isLittle) ?? 'EMPTY');
    if (shape === COLLECTION) return this.#list(isLittle, () => this.geometry(true));
    if (shape === MULTIPOINT) return this.#list(isLittle, () => withoutBrackets(this.geometry(false)));
    return this.#list(isLittle, () => this.geometry(false));
  }

  #point(numbers: number, isLittle: boolean): string | null {
    const values = this.#numbers(numbers, isLittle);
    return values.every((value) => value === 'nan') ? null : `(${values.join(' ')})`;
  }

  #list(isLittle: boolean, read: () => string): string | null {
    const items = Array.from({ length: this.#count(isLittle) }, read);
    return items.length === 0 ? null : `(${items.join(', ')})`;
  }

  #count(isLittle: boolean): number {
    this.#at += 4;
    return this.#view.getUint32(this.#at - 4, isLittle);
  }

  #numbers(count: number, isLittle: boolean): string[] {
    return Array.from({ length: count }, () => {
      this.#at += 8;
      return floatText(digitsOf(this.#view.getFloat64(this.#at - 8, isLittle))).replace(/\.0$/, '');
    });
  }
}

function withoutBrackets(text: string): string {
  return text.replace(/^\((.*)\)$/, '$1');
}
