import { z } from 'zod';

/** host or host:port, lower case, without scheme; a host name, an IPv4 or a [bracketed] IPv6 address. */
export const hostSchema = z
  .string()
  .trim()
  .toLowerCase()
  .max(260)
  .regex(/^(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:\d{1,5})?$/);
