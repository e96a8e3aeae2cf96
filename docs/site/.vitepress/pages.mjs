// Which Markdown files of the repository are pages, what they are called, and where a link between two files leads on the site.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join, posix, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const repository = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..', '..')

/** Folders whose Markdown is not for readers of the site: what tools make, hidden ones, and the releases that tests start. */
const leftOut = /^(\..*|target|node_modules|releases)$/

function walk(folder) {
  return readdirSync(join(repository, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name)
    if (entry.isDirectory()) {
      return leftOut.test(entry.name) ? [] : walk(path)
    }
    return entry.name.endsWith('.md') ? [path] : []
  })
}

/** The files, relative to the repository's root, in alphabetical order. */
export const files = walk('.').sort()

/** A folder's README is the page of the folder. */
export function pageOf(file) {
  return file.replace(/(^|\/)README\.md$/, '$1index.md')
}

/** The file of a page. */
export const fileOf = Object.fromEntries(files.map((file) => [pageOf(file), file]))

/** Copies the pages and their pictures to a folder, from where the site is made: its packages are found from there only. */
export function copyTo(folder) {
  rmSync(folder, { recursive: true, force: true })
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    cpSync(join(repository, file), join(folder, pageOf(file)))
  }
  cpSync(join(repository, 'docs', 'images'), join(folder, 'docs', 'images'), { recursive: true })
}

/** The first heading. */
export function titleOf(file) {
  const heading = readFileSync(join(repository, file), 'utf8').match(/^# +(.+)$/m)
  return heading ? heading[1].replaceAll('`', '') : file
}

/**
 * Returns where a link of a file leads: to a page; to a source file at the given address of the repository; to null where there is no
 * such address. A link to what does not exist stays as it is, and the build fails of it.
 */
export function target(file, link, address) {
  const [path, fragment] = link.split('#')
  if (path === '') {
    return link
  }
  const found = relative(repository, resolve(repository, dirname(file), decodeURI(path)))
  const readme = posix.join(found, 'README.md')
  const wanted = files.includes(found) ? found : files.includes(readme) ? readme : undefined
  if (wanted !== undefined) {
    return `/${pageOf(wanted)}${fragment === undefined ? '' : `#${fragment}`}`
  }
  if (found.startsWith('..') || !existsSync(join(repository, found))) {
    return link
  }
  const kind = statSync(join(repository, found)).isDirectory() ? 'tree' : 'blob'
  return address ? `${address}/${kind}/main/${found}` : null
}
