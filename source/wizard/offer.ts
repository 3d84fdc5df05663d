import type { Profile } from '../profiles/profile.js';

/** A connection that somebody has already described: another tool on this machine, or a file for a team. */
export interface Offer {
  /** `snowflake:prod`, or the profile's name in a shared file. */
  readonly id: string;
  readonly profile: Profile;
  /** Where it stands, for people: `~/.snowflake/connections.toml`. */
  readonly place: string;
  /** Nothing is asked but what the login needs and the profile lacks: somebody else has thought about the rest. */
  readonly whole: boolean;
}
