/*
 * A STAND-IN for your own log-in: it takes everybody at their word. Put yours in its place. The rest of the example needs
 * nothing of it but `userOf(request)`; its cookie is what a real one should be.
 */
import { randomBytes } from 'node:crypto';
import express, { Router } from 'express';

if (process.env.NODE_ENV === 'production') {
  console.error('The log-in of this example lets everybody in: put your own in its place');
  process.exit(1);
}

const HOUR = 3_600_000;

/** Names of users by session. */
const sessions = new Map();

/** Who is logged in, or undefined. */
export function userOf(request) {
  return sessions.get(sessionOf(request));
}

function sessionOf({ headers }) {
  return /(?:^|; )demo_session=([\w-]+)/.exec(headers.cookie ?? '')?.[1];
}

export function demoLogin(origin) {
  const options = () => ({ httpOnly: true, sameSite: 'strict', secure: origin().startsWith('https:') });
  return Router()
    .post('/login', express.json({ limit: '1kb' }), (request, response) => {
      const name = request.body?.name;
      if (typeof name !== 'string' || !/^[\p{L}\p{N} ._@-]{1,80}$/u.test(name)) {
        response.status(400).json({ message: 'A name has letters, digits and spaces' });
        return;
      }
      const id = randomBytes(32).toString('base64url');
      sessions.set(id, name);
      setTimeout(() => sessions.delete(id), HOUR).unref();
      response.cookie('demo_session', id, { ...options(), maxAge: HOUR }).sendStatus(204);
    })
    .post('/logout', (request, response) => {
      sessions.delete(sessionOf(request));
      response.clearCookie('demo_session', options()).sendStatus(204);
    });
}
