// Translates between the Thrift dialect of the Databricks driver and that of Apache Spark: session settings,
// parameters, column positions, error texts, and rows, which Databricks sends as Arrow and Spark as columns.
import { change, decode, methodOf, types } from '../../../doubles/thrift.js';
import type { GeneratedTypes } from '../../../doubles/thrift.js';
import type { ArrowSchema } from '../../../doubles/arrow.js';
import { schemaBytes } from '../../../doubles/arrow.js';
import { schemaOf, replaceByArrow } from './rows.js';

export type Send = (message: Buffer) => Promise<Buffer>;

const SETTING_NAMES: Readonly<Record<string, string>> = {
  ANSI_MODE: 'spark.sql.ansi.enabled',
  TIMEZONE: 'spark.sql.session.timeZone',
  STATEMENT_TIMEOUT: 'spark.sql.thriftServer.queryTimeout',
};

/** Wraps `send`, which takes a Thrift message to Spark, so that it speaks the driver's dialect. */
export function translate(send: Send): Send {
  const arrowSchemas = new Map<string, ArrowSchema | undefined>(); // undefined until the driver asked for the metadata

  const handlers: Readonly<Record<string, Send>> = {
    async OpenSession(message) {
      const answer = await send(change(message, types.TOpenSessionReq, useSparkSettings));
      return change(answer, types.TOpenSessionResp, (response) => {
        response.serverProtocolVersion = types.TProtocolVersion.SPARK_CLI_SERVICE_PROTOCOL_V8;
      });
    },
    async ExecuteStatement(message) {
      const request = read(message, types.TExecuteStatementReq);
      const answer = await send(change(message, types.TExecuteStatementReq, useSparkSql));
      const handle = decode(answer, types.TExecuteStatementResp)?.struct.operationHandle;
      if (handle && request.canReadArrowResult === true) arrowSchemas.set(keyOf(handle), undefined);
      return answer;
    },
    async GetOperationStatus(message) {
      return change(await send(message), types.TGetOperationStatusResp, (response) => {
        if (response.errorMessage) response.displayMessage = withoutJavaNoise(response.errorMessage);
      });
    },
    async GetResultSetMetadata(message) {
      const key = keyOf(read(message, types.TGetResultSetMetadataReq).operationHandle);
      return change(await send(message), types.TGetResultSetMetadataResp, (response) => {
        response.resultFormat = types.TSparkRowSetType.COLUMN_BASED_SET;
        response.schema?.columns.forEach((column, index) => (column.position = index + 1)); // Spark counts from 0
        if (!response.schema || !arrowSchemas.has(key)) return;
        const schema = schemaOf(response.schema);
        arrowSchemas.set(key, schema);
        response.resultFormat = types.TSparkRowSetType.ARROW_BASED_SET;
        response.arrowSchema = schemaBytes(schema);
      });
    },
    async FetchResults(message) {
      const schema = arrowSchemas.get(keyOf(read(message, types.TFetchResultsReq).operationHandle));
      const answer = await send(message);
      return schema ? change(answer, types.TFetchResultsResp, (response) => replaceByArrow(response, schema)) : answer;
    },
    async CloseOperation(message) {
      arrowSchemas.delete(keyOf(read(message, types.TCloseOperationReq).operationHandle));
      return send(message);
    },
  };
  return (message) => (handlers[methodOf(message)] ?? send)(message);
}

/** The initial catalog and schema become Hive's `use:database`, settings get the names that Spark knows. */
function useSparkSettings(request: GeneratedTypes.TOpenSessionReq): void {
  const catalogName = request.initialNamespace?.catalogName;
  const schemaName = request.initialNamespace?.schemaName;
  const namespace = [catalogName, schemaName].filter((name) => name !== undefined && name !== null && name !== '');
  const settings = Object.entries(request.configuration ?? {});
  const hive = Object.fromEntries(
    settings.map(([name, value]) => [`set:hiveconf:${SETTING_NAMES[name] ?? name}`, value]),
  );
  if (namespace.length > 0)
    hive['use:database'] = namespace.map((name) => `\`${String(name).replaceAll('`', '``')}\``).join('.');
  request.configuration = hive;
  request.client_protocol = types.TProtocolVersion.HIVE_CLI_SERVICE_PROTOCOL_V10;
}

/** Apache Spark knows no USE CATALOG; SET CATALOG is as long, so error positions stay right. */
const USE_CATALOG = /^((?:\s|--[^\n]*\n|\/\*.*?\*\/)*)use(?=\s+catalog\b)/is;

/** Spark's Thrift server takes no parameters, but its EXECUTE IMMEDIATE does. */
function useSparkSql(request: GeneratedTypes.TExecuteStatementReq): void {
  request.statement = request.statement.replace(USE_CATALOG, '$1SET');
  if (!request.parameters?.length) return;
  const values = request.parameters.map(({ name, type, value }) => {
    const literal = value?.stringValue == null ? 'NULL' : `CAST(${quote(value.stringValue)} AS ${String(type)})`;
    return name ? `${literal} AS ${name}` : literal;
  });
  request.statement = `EXECUTE IMMEDIATE ${quote(request.statement)} USING ${values.join(', ')}`;
}

function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function withoutJavaNoise(errorMessage: string): string {
  const prefix = /^\S+HiveSQLException: Error running query: (\[\S+\] )?(\S+: )?/;
  return errorMessage.split('\n\tat ')[0]!.replace(prefix, '').trim();
}

function keyOf(handle: GeneratedTypes.TOperationHandle): string {
  return handle.operationId.guid.toString('hex');
}

/** A request is never an exception, so it always decodes. */
function read<T extends object>(message: Buffer, Type: new () => T): T {
  return decode(message, Type)!.struct;
}
