// Looks at the site that build has made, in a browser: node look.mjs [FOLDER for screenshots]. Exits with 1 and says what is wrong otherwise.
// Every page is asked whether its links lead somewhere, whether a reader comes to it, and whether there is a way back; a few are looked at
// as a reader sees them: in light and dark, on a desk and on a phone, and found by the search.
import assert from 'node:assert/strict'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { dirname, extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const site = join(dirname(fileURLToPath(import.meta.url)), 'target', 'site')
const folder = process.argv[2]
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.svg': 'image/svg+xml', '.png': 'image/png', '.woff2': 'font/woff2' }

const server = createServer((request, response) => {
  const path = normalize(decodeURI(new URL(request.url, 'http://site').pathname))
  const file = join(site, path.endsWith('/') ? join(path, 'index.html') : path)
  try {
    const content = readFileSync(file)
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' }).end(content)
  } catch {
    response.writeHead(404).end()
  }
})
await new Promise((listening) => server.listen(0, '127.0.0.1', listening))
const address = `http://127.0.0.1:${server.address().port}`

/** The pages' paths. */
function pages(path = '') {
  return readdirSync(join(site, path), { withFileTypes: true }).flatMap((entry) => {
    const inside = join(path, entry.name)
    return entry.isDirectory() ? pages(inside) : entry.name.endsWith('.html') && entry.name !== '404.html' ? [`/${inside}`] : []
  })
}

const html = Object.fromEntries(pages().map((page) => [page, readFileSync(join(site, page), 'utf8')]))
const wrong = []

/** The links of a page to others of the site, as paths with their fragments. */
function links(page) {
  return [...html[page].matchAll(/<a [^>]*href="([^"]+)"/g)]
    .map(([, link]) => link.replaceAll('&amp;', '&'))
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => new URL(link, `http://site${page}`))
}

function checkLinks() {
  const reached = new Set(['/index.html'])
  const found = ['/index.html']
  for (let page = found.pop(); page !== undefined; page = found.pop()) {
    for (const link of links(page)) {
      const path = link.pathname.endsWith('/') ? `${link.pathname}index.html` : link.pathname
      if (html[path] === undefined) {
        if (!statSync(join(site, decodeURI(path)), { throwIfNoEntry: false })) {
          wrong.push(`${page}: a link to ${path}, which is not there`)
        }
        continue
      }
      const id = decodeURIComponent(link.hash.slice(1))
      if (id !== '' && !html[path].includes(`id="${id}"`)) {
        wrong.push(`${page}: a link to ${path}#${id}, where no such heading is`)
      }
      if (!reached.has(path)) {
        reached.add(path)
        found.push(path)
      }
    }
  }
  for (const page of Object.keys(html)) {
    if (!reached.has(page)) {
      wrong.push(`${page}: no link leads there from the first page`)
    }
    if (!links(page).some((link) => link.pathname === '/' || link.pathname === '/index.html')) {
      wrong.push(`${page}: no way back to the first page`)
    }
  }
}

async function look(browser, path, options, name) {
  const page = await browser.newPage(options)
  page.setDefaultTimeout(60_000)
  page.on('request', (request) => {
    if (!request.url().startsWith(`${address}/`)) {
      wrong.push(`${name}: a request left the site: ${request.url()}`)
    }
  })
  page.on('pageerror', (error) => wrong.push(`${name}: an error: ${error.message}`))
  await page.goto(address + path)
  await page.locator('.VPDoc h1').first().waitFor()
  const dark = await page.evaluate(() => document.documentElement.classList.contains('dark'))
  if (dark !== (options.colorScheme === 'dark')) {
    wrong.push(`${name}: dark is ${dark}`)
  }
  await page.evaluate(axe)
  const { violations } = await page.evaluate(() => window.axe.run('.VPDoc main', { runOnly: ['wcag2a', 'wcag2aa'] }))
  for (const { id, nodes } of violations) {
    wrong.push(`${name}: axe finds ${id}: ${nodes.map((node) => node.html).slice(0, 3).join(' | ')}`)
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  if (wide > 0) {
    wrong.push(`${name}: ${wide} pixels too wide`)
  }
  if (folder) {
    await page.screenshot({ path: join(folder, `${name}.png`) })
  }
  return page
}

async function search(page, word, title) {
  await page.keyboard.press('Control+k')
  await page.locator('.VPLocalSearchBox input').fill(word)
  await page.locator('.VPLocalSearchBox .result', { hasText: title }).first().waitFor()
  if (folder) {
    await page.screenshot({ path: join(folder, 'search.png') })
  }
}

checkLinks()
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
})
try {
  const desk = { viewport: { width: 1440, height: 1000 }, colorScheme: 'light' }
  const phone = { viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true, colorScheme: 'dark' }
  const first = await look(browser, '/', desk, 'first-page')
  await search(first, 'glossary', 'Glossary')
  await look(browser, '/README.ja.html', phone, 'japanese-phone')
  await look(browser, '/docs/telemetry.html', phone, 'tables-phone')
  await look(browser, '/docs/adr/index.html', { ...desk, colorScheme: 'dark' }, 'decisions-dark')
} finally {
  await browser.close()
  server.close()
}
assert.deepEqual(wrong, [], `${wrong.length} things are wrong with the site`)
console.log(`${Object.keys(html).length} pages: every link leads somewhere, every page is found and has a way back`)
