// Thrift's binary protocol with the driver's own generated types, so that no byte on the wire is invented here.
import { createRequire } from 'node:module';
import type * as GeneratedTypes from '@databricks/sql/thrift/TCLIService_types.js';

const require = createRequire(import.meta.url);
/** Resolves packages as the driver does: one copy of thrift and Arrow for both. */
export const requireFromDriver = createRequire(require.resolve('@databricks/sql'));

export const types = require('@databricks/sql/thrift/TCLIService_types') as typeof GeneratedTypes;
export type { GeneratedTypes };

const { TBinaryProtocol, TBufferedTransport, Thrift } = requireFromDriver('thrift') as ThriftLibrary;

interface ThriftLibrary {
  readonly TBinaryProtocol: new (transport: unknown, strictRead?: boolean, strictWrite?: boolean) => Protocol;
  readonly TBufferedTransport: {
    new (buffer: undefined, onFlush: (bytes: Buffer) => void): unknown;
    receiver(callback: (transport: unknown) => void, seqId: number): (data: Buffer) => void;
  };
  readonly Thrift: {
    readonly Type: { readonly STRUCT: number };
    readonly MessageType: { readonly CALL: number; readonly REPLY: number; readonly EXCEPTION: number };
  };
}

interface Protocol {
  readMessageBegin(): Header;
  readFieldBegin(): { readonly fid: number };
  writeMessageBegin(name: string, type: number, sequence: number): void;
  writeFieldBegin(name: string, type: number, id: number): void;
  writeFieldStop(): void;
  flush(): void;
}

interface Header {
  readonly fname: string;
  readonly mtype: number;
  readonly rseqid: number;
}

/** Every generated struct can do this; the generated declarations leave it out. */
interface Serializable {
  read(input: Protocol): void;
  write(output: Protocol): void;
}

export interface Decoded<T> {
  readonly header: Header;
  readonly fieldId: number;
  readonly struct: T;
}

/** The name of the method a message calls or answers. */
export function methodOf(message: Buffer): string {
  return message.toString('latin1', 8, 8 + message.readInt32BE(4));
}

/** The struct that a message carries, or undefined when the message is an exception. */
export function decode<T extends object>(message: Buffer, Type: new () => T): Decoded<T> | undefined {
  let decoded: Decoded<T> | undefined;
  TBufferedTransport.receiver((transport) => {
    const input = new TBinaryProtocol(transport);
    const header = input.readMessageBegin();
    if (header.mtype === Thrift.MessageType.EXCEPTION) return;
    const struct = new Type();
    const fieldId = input.readFieldBegin().fid;
    (struct as unknown as Serializable).read(input);
    decoded = { header, fieldId, struct };
  }, 0)(message);
  return decoded;
}

function encode<T extends object>({ header, fieldId, struct }: Decoded<T>): Buffer {
  const chunks: Buffer[] = [];
  const output = new TBinaryProtocol(new TBufferedTransport(undefined, (bytes) => chunks.push(bytes)), true, true);
  output.writeMessageBegin(header.fname, header.mtype, header.rseqid);
  output.writeFieldBegin('', Thrift.Type.STRUCT, fieldId);
  (struct as unknown as Serializable).write(output);
  output.writeFieldStop();
  output.flush();
  return Buffer.concat(chunks);
}

/** The answer to a call: field 0 of the method's result. */
export function encodeReply(call: Header, struct: object): Buffer {
  return encode({ header: { ...call, mtype: Thrift.MessageType.REPLY }, fieldId: 0, struct });
}

/** A copy of the message whose struct was edited by `edit`; an exception stays as it is. */
export function change<T extends object>(message: Buffer, Type: new () => T, edit: (struct: T) => void): Buffer {
  const decoded = decode(message, Type);
  if (!decoded) return message;
  edit(decoded.struct);
  return encode(decoded);
}

/** A generated struct filled with the fields given; the generated constructors differ in which they accept. */
export function fill<T extends object>(Type: new () => T, fields: Partial<T>): T {
  return Object.assign(new Type(), fields);
}

const Int64 = requireFromDriver('node-int64') as new (value: number) => GeneratedTypes.TFetchResultsReq['maxRows'];

/** A 64-bit integer as the generated structs hold it. */
export function int64(value: number): GeneratedTypes.TFetchResultsReq['maxRows'] {
  return new Int64(value);
}
