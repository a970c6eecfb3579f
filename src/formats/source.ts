/** Where claims come from: files, folders and standard input, opened as bytes in pieces. */
import { accessSync, constants, createReadStream, readdirSync, statSync, type Stats } from 'node:fs'
import { join } from 'node:path'
import { ScrubError } from '../model/errors.ts'
import type { Chunks } from './items.ts'

/** Bytes of one piece. */
const PIECE = 256 * 1024

/** Files that stand beside claims and are none. */
const NO_CLAIMS = /^\.|^(readme|licen[cs]e|copying|changelog|provenance)(\..*)?$|\.md$/i

/** An input that was found: its name for reports, its bytes, and their number where it is known beforehand. */
export interface Source {
  readonly name: string
  readonly chunks: Chunks
  readonly bytes: number | undefined
}

/**
 * A file, or standard input for `-`, in pieces of 256 KiB. Nothing is opened before the first piece is asked for.
 * Throws E_FILE for what is missing, a folder, or not readable.
 */
export function openSource(path: string): Source {
  if (path === '-') return { name: '-', chunks: process.stdin, bytes: undefined }
  const stats = statusOf(path)
  if (stats.isDirectory()) throw new ScrubError('E_FILE', path, 'It is a folder; a file was expected.')
  try {
    accessSync(path, constants.R_OK)
  } catch (error) {
    throw fileFault(path, error)
  }
  return { name: path, chunks: piecesOf(path), bytes: stats.isFile() ? stats.size : undefined }
}

/**
 * Each folder among the paths replaced by the files inside it, at any depth, sorted by name; hidden files, READMEs,
 * licences and Markdown are left out, links to folders are not followed. Other paths stand as they are.
 * Throws E_FILE for a path that is missing and for a folder in which nothing is left.
 */
export function expandPaths(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    if (path === '-' || !statusOf(path).isDirectory()) return [path]
    const files = filesIn(path)
    if (files.length === 0)
      throw new ScrubError('E_FILE', path, 'The folder holds no file that could be read.')
    return files
  })
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !NO_CLAIMS.test(entry.name))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry) => {
        const path = join(folder, entry.name)
        if (entry.isDirectory()) return filesIn(path)
        return entry.isFile() || (entry.isSymbolicLink() && statusOf(path).isFile()) ? [path] : []
      })
  } catch (error) {
    throw fileFault(folder, error)
  }
}

async function* piecesOf(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of createReadStream(path, { highWaterMark: PIECE })) yield piece as Buffer
  } catch (error) {
    throw fileFault(path, error)
  }
}

function statusOf(path: string): Stats {
  try {
    return statSync(path)
  } catch (error) {
    throw fileFault(path, error)
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file or folder.',
  ENOTDIR: 'There is no such file or folder.',
  EACCES: 'It may not be read by this user.',
  EPERM: 'It may not be read by this user.',
  ELOOP: 'It is a link that leads back to itself.',
  ENAMETOOLONG: 'The name is longer than a file name can be.',
}

function fileFault(path: string, error: unknown): ScrubError {
  if (error instanceof ScrubError) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return new ScrubError(
    'E_FILE',
    path,
    reasons[code] ?? `It could not be read${code === '' ? '' : ` (${code})`}.`,
  )
}
