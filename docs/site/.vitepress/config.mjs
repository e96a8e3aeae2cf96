// The site of the Markdown files of this repository. SITE_REPOSITORY is the address of the repository, by which links to source files
// lead there, SITE_BASE the path at which the site is served ("/").
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitepress'
import { copyTo, fileOf, files, pageOf, target, titleOf } from './pages.mjs'

const address = process.env.SITE_REPOSITORY
const made = join(dirname(fileURLToPath(import.meta.url)), '..', 'target')

copyTo(join(made, 'pages'))

/** Links are those of the files, which work in the repository too. */
function links(markdown) {
  markdown.core.ruler.push('links-of-files', (state) => {
    const file = fileOf[state.env.relativePath]
    for (const block of state.tokens.filter((token) => token.type === 'inline')) {
      let gone = false
      block.children = block.children.filter((token) => {
        if (token.type === 'link_open') {
          const link = token.attrGet('href')
          if (/^[a-z]+:/.test(link)) {
            return true
          }
          const found = target(file, link, address)
          gone = found === null
          if (!gone) {
            token.attrSet('href', found)
          }
          return !gone
        }
        if (token.type === 'link_close' && gone) {
          gone = false
          return false
        }
        return true
      })
    }
  })
  // Braces are the text's own, not expressions.
  const text = markdown.renderer.rules.text
  markdown.renderer.rules.text = (...all) => text(...all).replaceAll('{{', '&#123;&#123;')
}

const names = { 'README.md': 'Read this first', 'README.ja.md': '最初に読む' }
const item = (file) => ({ text: names[file] ?? titleOf(file), link: `/${pageOf(file)}` })
const under = (folder) => files.filter((file) => file.startsWith(folder) && file !== `${folder}README.md`).map(item)
const group = (text, all, collapsed = true) => ({ text, collapsed, items: all })

const begin = ['README.md', 'README.ja.md', 'docs/lessons.md', 'docs/lessons.ja.md', 'docs/seed.md', 'docs/seed.ja.md', 'docs/glossary.md']
const build = ['docs/new-service.md', 'CONTRIBUTING.md', 'docs/site/README.md', 'docs/test-run.md', 'docs/promises.md', 'docs/faults.md', 'docs/performance.md', 'docs/dependencies.md']
const operate = ['docs/telemetry.md', 'docs/alerts.md', 'docs/audit.md', 'docs/access.md']
const project = ['CHANGELOG.md', 'SECURITY.md']
const design = ['docs/architecture.md', 'docs/adr/README.md']
const placed = new Set([...begin, ...build, ...operate, ...project, ...design, 'docs/runbooks/README.md', 'deploy/README.md'])
const isElsewhere = (file) => /^(docs\/(adr|runbooks)|deploy)\//.test(file)
const others = files.filter((file) => !placed.has(file) && !isElsewhere(file))

export default defineConfig({
  title: 'Shop',
  description: 'Event-sourced microservices on Akka Cluster in Java',
  srcDir: 'target/pages',
  outDir: join(made, 'site'),
  cacheDir: join(made, 'cache'),
  base: process.env.SITE_BASE ?? '/',
  cleanUrls: false,
  lastUpdated: false,
  markdown: {
    config: links,
    languageAlias: { hocon: 'properties' },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' }
  },
  vite: { build: { chunkSizeWarningLimit: 4000 } },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Architecture', link: '/docs/architecture.md' },
      { text: 'A service of your own', link: '/docs/new-service.md' },
      { text: 'Runbooks', link: '/docs/runbooks/index.md' },
      { text: '日本語', link: '/README.ja.md' }
    ],
    sidebar: [
      group('Begin', begin.map(item), false),
      group('Design', design.map(item), false),
      group('Build', build.map(item), false),
      group('Operate', operate.map(item), false),
      group('Runbooks', [item('docs/runbooks/README.md'), ...under('docs/runbooks/')]),
      group('Deploy', [item('deploy/README.md'), ...under('deploy/')]),
      group('Decisions', under('docs/adr/')),
      group('Modules', others.filter((file) => file.endsWith('/README.md')).map(item)),
      group('More', others.filter((file) => !file.endsWith('/README.md')).map(item)),
      group('Project', project.map(item))
    ]
  }
})
