/**
 * The page of a statement in Snowsight: `https://app.snowflake.com/ORGANIZATION/ACCOUNT/…`, or
 * `…/REGION/LOCATOR/…` (docs.snowflake.com/en/user-guide/ui-snowsight-gs); null where the address isn't known: a host
 * of one's own, a private link, a locator without its region.
 */
export function snowsightUrl(account: string, host: string, queryId: string): string | null {
  if (host.toLowerCase() !== `${account.toLowerCase().replaceAll('_', '-')}.snowflakecomputing.com`) return null;
  const [name = '', ...region] = account.split('.');
  if (region.includes('privatelink')) return null;
  const [organization, ...rest] = name.split('-');
  const place = region.length > 0 ? `${region.join('.')}/${name}` : `${organization}/${rest.join('-')}`;
  if (region.length === 0 && rest.length === 0) return null;
  return `https://app.snowflake.com/${place.toLowerCase()}/#/compute/history/queries/${queryId}/detail`;
}
