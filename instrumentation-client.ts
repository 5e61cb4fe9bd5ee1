import { config } from 'zod/v4/core';

// Runs before every module of a page. The pages' policy (lib/http/security-headers.ts) forbids code made from text; zod would try it, be refused
// and fall back, with a report in every console.
config({ jitless: true });
