/* The service worker: it lets “Log what I saw” open without a connection, and does nothing else.
   It keeps the shell page and the assets that page names, fetched without a cookie; no other page
   or answer is ever kept. VERSION is written above by the server: it changes with the shell and
   with the assets, and so a new worker takes the place of the old one with all that it kept. */
const SHELL = '/log/offline', ROOM = `preceptor-${VERSION}`;
const ANSWERED = ['/log', '/log/new', SHELL];
const PATIENCE = 15000;  // a connection that is too weak to answer in this time is none

const fill = async () => {
  const page = await fetch(SHELL, { cache: 'reload', credentials: 'omit' });
  if (!page.ok || page.redirected) throw new Error('not the shell');
  const named = new Set((await page.clone().text()).match(/\/assets\/[0-9a-f]+\/[\w.-]+/g));
  const room = await caches.open(ROOM);
  await room.addAll([...named].map(address => new Request(address, { credentials: 'omit' })));
  await room.put(SHELL, page);
};
const clear = async () => {
  for (const name of await caches.keys()) {
    if (name.startsWith('preceptor-') && name !== ROOM) await caches.delete(name);
  }
};
const kept = async address => {
  const room = await caches.open(ROOM);
  return await room.match(address, { ignoreVary: true }) ?? Response.error();
};

self.addEventListener('install', event => {
  self.skipWaiting();
  event.waitUntil(fill());
});
self.addEventListener('activate', event => event.waitUntil(clear()));
self.addEventListener('fetch', event => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate') {
    if (!ANSWERED.includes(pathname)) return;
    const tooLong = new Promise((_, no) => { setTimeout(no, PATIENCE, new Error('too long')); });
    event.respondWith(Promise.race([fetch(request), tooLong]).catch(() => kept(SHELL)));
  } else if (pathname.startsWith('/assets/')) {
    event.respondWith(fetch(request).catch(() => kept(request.url)));
  }
});
