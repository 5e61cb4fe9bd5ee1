/** A hash as a sign-in checks it: what tests put into the database. */
export { hashPassword as hashTestPassword } from '@/lib/auth/internal/password';
