// Drives the HTML report in Debian's Chromium: console, requests, accessibility, hostile text, size, speed, languages, keys.
//   node tests/html/run.mjs --culprit BIN --generate BIN [--keep FOLDER]
// The packages come from scripts/node_packages.sh (build/node).
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import {createRequire} from 'node:module';
import os from 'node:os';
import path from 'node:path';
import {pathToFileURL} from 'node:url';
import {manyTalks, HOSTILE, hostileLog} from './inputs.mjs';

const root = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '../..');
const need = createRequire(path.join(root, 'build/node/package.json'));
const {chromium} = need('playwright-core');
const axeSource = fs.readFileSync(need.resolve('axe-core/axe.min.js'), 'utf8');

const option = name => process.argv.includes(name) ? path.resolve(process.argv[process.argv.indexOf(name) + 1]) : undefined;
const culprit = option('--culprit'), generate = option('--generate');
const folder = option('--keep') ?? fs.mkdtempSync(path.join(os.tmpdir(), 'culprit-html-'));
let passed = 0, failed = 0;

async function check(name, act) {
  try {
    await act();
    ++passed;
  } catch (error) {
    ++failed;
    console.log(`${name}: ${error.message.split('\n').slice(0, 12).join('\n  ')}`);
  }
}
function expect(good, what) {
  if (!good) throw new Error(what);
}
function run(...args) {
  return execFileSync(culprit, args, {encoding: 'utf8', cwd: folder, maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore']});
}

const browser = await chromium.launch({executablePath: '/usr/bin/chromium', args: ['--no-sandbox']});

/** A page that remembers whatever it should not have done. */
async function open(file, {width = 1400, scheme = 'light', hash = ''} = {}) {
  const context = await browser.newContext({viewport: {width, height: 900}, colorScheme: scheme});
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.wrongs = [];
  const url = pathToFileURL(path.join(folder, file)).href;
  page.on('console', message => page.wrongs.push(`console ${message.type()}: ${message.text()}`));
  page.on('pageerror', error => page.wrongs.push(`error: ${error.message}`));
  page.on('dialog', dialog => { page.wrongs.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on('request', request => { if (request.url().split('#')[0] !== url) page.wrongs.push(`request: ${request.url()}`); });
  await page.goto(url + hash);
  return page;
}
async function close(page) {
  const wrongs = page.wrongs;
  await page.context().close();
  expect(wrongs.length === 0, wrongs.join('\n'));
}
/** Everything that is drawn only when it comes into view. */
async function scroll_through(page) {
  await page.evaluate(async () => {
    for (let y = 0; y < document.documentElement.scrollHeight; y += 500) {
      scrollTo({top: y, behavior: 'instant'});
      await new Promise(done => setTimeout(done, 30));
    }
    scrollTo({top: 0, behavior: 'instant'});
  });
}
async function axe(page) {
  await page.evaluate(() => document.querySelectorAll('details').forEach(d => { d.open = true; }));
  // The page's own policy lets no foreign script in; evaluate() comes from outside of it.
  await page.evaluate(axeSource);
  const {violations} = await page.evaluate(() => axe.run({resultTypes: ['violations']}));
  return violations.filter(v => v.impact === 'serious' || v.impact === 'critical')
    .map(v => `${v.id} (${v.nodes.length}): ${v.nodes[0].html.slice(0, 150)} ${v.nodes[0].failureSummary}`);
}

// ---- The inputs

execFileSync(generate, ['two-orders', path.join(folder, 'orders.pcap')], {stdio: 'ignore'});
for (const lang of ['en', 'de', 'es', 'ru']) run('explain', 'orders.pcap', '--format', 'html', '--lang', lang, '-o', `orders-${lang}.html`);
manyTalks(path.join(folder, 'many.pcap'), 6000);
run('explain', 'many.pcap', '--format', 'html', '--lang', 'en', '-o', 'many.html');
fs.writeFileSync(path.join(folder, 'access.log'), hostileLog());
run('logs', 'access.log', '--format', 'html', '--lang', 'en', '-o', 'hostile-log.html');
const site = path.join(folder, 'site');
fs.mkdirSync(site, {recursive: true});
fs.writeFileSync(path.join(site, HOSTILE.replaceAll('/', '') + '.php'), '<?php eval(base64_decode($_POST["c"])); system($_GET["d"]); ?>');
run('scan', 'site', '--format', 'html', '--lang', 'en', '-o', 'hostile-scan.html');

// ---- The checks

for (const lang of ['en', 'de', 'es', 'ru'])
  await check(`language ${lang}`, async () => {
    const page = await open(`orders-${lang}.html`);
    await scroll_through(page);
    const terminal = execFileSync(culprit, ['explain', 'orders.pcap', '--lang', lang], {encoding: 'utf8', cwd: folder, env: {...process.env, LC_ALL: 'C.UTF-8', TZ: 'UTC'}});
    const flat = text => text.replace(/\s+/g, ' ');
    expect(await page.locator('h1').innerText() === terminal.split('\n')[0], 'the heading is not the first line of the terminal\'s answer');
    for (const text of await page.locator('.answer').allInnerTexts())
      expect(flat(terminal).includes(flat(text)), `other words than on the terminal: ${text}`);
    expect(await page.locator('html').getAttribute('lang') === lang, 'lang');
    expect(await page.locator('.drawing canvas').count() === 3, 'a plot of the whole, and of each flood');
    expect(!(await page.locator('body').innerText()).match(/<(page|mark|section|event-kind)\.[a-z-]+>/), 'a sentence is missing');
    await close(page);
  });

for (const [file, what] of [['orders-en.html', 'flood'], ['orders-ru.html', 'flood in Russian'], ['many.html', 'many conversations'], ['hostile-log.html', 'log'], ['hostile-scan.html', 'scan']])
  for (const width of [1400, 400])
    for (const scheme of ['light', 'dark'])
      await check(`axe and width: ${what}, ${width}, ${scheme}`, async () => {
        const page = await open(file, {width, scheme});
        await scroll_through(page);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(wide <= width, `the page is ${wide} wide`);
        const found = await axe(page);
        expect(found.length === 0, found.join('\n'));
        await close(page);
      });

for (const [file, shown] of [['hostile-log.html', true], ['hostile-scan.html', true]])
  await check(`hostile text: ${file}`, async () => {
    const page = await open(file);
    await scroll_through(page);
    expect(await page.evaluate(() => window.hacked === undefined), 'it ran');
    expect(await page.locator('img, iframe, object, embed, link, form, base').count() === 0, 'it became an element');
    expect(await page.locator('a:not([href^="#"])').count() === 0, 'a link that leads out');
    if (shown) expect((await page.locator('body').innerText()).includes('<img src=x'), 'it is not shown as text');
    await close(page);
  });

await check('the policy would stop it all the same', async () => {
  const page = await open('orders-en.html');
  await page.evaluate(() => document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.hacked=1"><script>window.hacked=2</scr' + 'ipt>'));
  await page.waitForTimeout(100);
  expect(await page.evaluate(() => window.hacked === undefined), 'it ran');
  await page.context().close();
});

await check('many conversations: size, first view, search, order', async () => {
  const size = fs.statSync(path.join(folder, 'many.html')).size;
  expect(size <= 2e6, `${size} bytes`);
  let best = Infinity;
  for (let i = 0; i < 5 && best > 500; ++i) {
    const page = await open('many.html');
    await page.waitForFunction(() => performance.getEntriesByName('first-contentful-paint').length > 0);
    best = Math.min(best, await page.evaluate(() => Math.max(performance.getEntriesByName('first-contentful-paint')[0].startTime,
      performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd)));
    await close(page);
  }
  console.log(`5,000 conversations: ${size} bytes, first view and script done after ${Math.round(best)} ms`);
  expect(best <= 1000, `first view after ${best} ms`);
  const page = await open('many.html');
  const rows = page.locator('#talks-table tbody tr');
  expect(await rows.count() === 12, 'rows at first');
  await page.locator('#talks button', {hasText: 'Show more'}).click();
  expect(await rows.count() === 112, 'more rows');
  await page.locator('input[type=search]').fill('10.0.7.77 ');
  expect(await rows.count() >= 1 && (await rows.first().innerText()).includes('10.0.7.77'), 'search');
  await page.locator('input[type=search]').fill('');
  await page.locator('#talks-table th button').nth(5).click();
  expect(await page.locator('#talks-table th').nth(5).getAttribute('aria-sort') === 'descending', 'sorted');
  await close(page);
});

await check('keys, copying, links to bytes, paper', async () => {
  const page = await open('orders-en.html');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const button = page.locator('#evidence pre.copy button').first();
  const filter = await page.locator('#evidence pre.copy code').first().textContent();
  await button.click();
  await page.locator('#evidence pre.copy button', {hasText: 'Copied'}).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText()) === filter, 'copied the filter');
  await scroll_through(page);
  const plot = page.locator('.drawing').first();
  await plot.scrollIntoViewIfNeeded();
  await plot.focus();
  for (const key of ['End', 'ArrowLeft', 'Home']) await page.keyboard.press(key);
  const said = await plot.getAttribute('aria-valuetext');
  expect(/2011-03-06 \d\d:\d\d.*flood/.test(said), `the mark tells: ${said}`);
  const out = page.locator('#traffic button[aria-label="Look from further away"]').first();
  expect(await out.isDisabled(), 'all is shown');
  await page.keyboard.press('+');
  expect(await out.isEnabled(), 'closer by key');
  await page.keyboard.press('0');
  expect(await out.isDisabled(), 'all again by key');
  await page.locator('#evidence a.place').last().click();
  expect(await page.locator('details.packet:target[open]').count() === 1, 'the link opens the bytes');
  expect((await page.locator('#packets mark').allInnerTexts()).some(text => text.includes('GET /webda')), 'the order is marked');
  await page.emulateMedia({media: 'print'});
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  expect(await page.locator('figure svg.plot').first().isVisible() && !(await page.locator('.drawing').first().isVisible()), 'on paper the picture stands still');
  expect(await page.locator('details:not([open])').count() === 0, 'on paper all is open');
  await close(page);
});

await check('without its script', async () => {
  const context = await browser.newContext({javaScriptEnabled: false});
  const page = await context.newPage();
  await page.goto(pathToFileURL(path.join(folder, 'orders-en.html')).href);
  expect(await page.locator('figure svg.plot').first().isVisible(), 'the picture');
  expect(await page.locator('#talks-table tbody tr').count() > 5, 'the table');
  await context.close();
});

await check('the picture alone', async () => {
  run('explain', 'orders.pcap', '--format', 'svg', '--lang', 'en', '-o', 'orders.svg');
  const page = await open('orders.svg');
  expect(await page.evaluate(() => document.documentElement.tagName === 'svg' && document.querySelectorAll('path.line').length > 2), 'lines');
  await close(page);
});

await browser.close();
if (!option('--keep')) fs.rmSync(folder, {recursive: true});
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
