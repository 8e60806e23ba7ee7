import NIOCore
import TrackKit

/// One rendition while somebody hears, fetches or fills it: what is on the disk, what is in memory on its way there, and
/// who fetches what. Belongs to the event loop.
///
/// It works without a disk as well, and then shares what is fetched among those who hear it at the same time.
final class SharedAudio {
  /// What it is.
  let facts: AudioFacts
  /// Its file, as soon as the store has given it; `nil` while nothing can be read or written.
  private(set) var file: AudioFile?
  private let store: any BlockStore
  /// Memory for blocks.
  private let pool: ChunkPool
  /// Blocks of which a part is here; the last ones that were added to stand behind.
  private var drafts: [BlockDraft] = []
  /// Whole blocks that are not on the disk yet, and those that it did not take.
  private var whole: [Int: ByteBuffer] = [:]
  /// The blocks of ``whole`` that the disk did not take, the oldest first.
  private var untaken: [Int] = []
  private var claims = FetchClaims<ObjectIdentifier>()
  private var waiters: [ObjectIdentifier: Waiter] = [:]

  /// Somebody who waits for a byte that another one fetches.
  private struct Waiter {
    let offset: Int64
    let body: (FetchEnd) -> Void
  }

  /// What became of a byte that another one fetched.
  enum FetchEnd {
    /// It is here, or nobody fetches it any more: look again.
    case changed
    /// It can't be had.
    case failed(any ProxyError)
  }

  /// How many blocks are kept that the disk did not take: what listeners that are a little apart have in common.
  private static let mostUntaken = 32
  /// How many blocks there may be in the making: one for each place where somebody fetches, and a few that were left.
  private static let mostDrafts = 16

  init(_ facts: AudioFacts, store: any BlockStore, pool: ChunkPool) {
    self.facts = facts
    self.store = store
    self.pool = pool
  }

  /// Reads and writes `file` from now on.
  func use(_ file: AudioFile?) {
    guard self.file == nil, let file else { return }
    store.retain(file)
    self.file = file
    drafts.removeAll { file.blocks.contains(BlockSet.block(at: $0.block.lowerBound)) }
    // What came before the file was known.
    let early = untaken
    untaken = []
    for block in early { save(block) }
    wake()
  }

  /// Gives the file back, when nobody needs the entry for now. What is in the making stays.
  func rest() {
    guard let file = file.take() else { return }
    store.release(file)
  }

  /// Whether there is a block in the making, whose beginning need not be fetched again, or one that the disk has not
  /// finished yet.
  var hasBytesUnderWay: Bool { !drafts.isEmpty || isBeingWritten }

  /// Whether the disk has not finished a block yet: nobody else has it until then.
  var isBeingWritten: Bool { whole.count > untaken.count }

  // MARK: Adding

  /// Takes bytes that came from the origin, and begin at `offset`. Who waits for them learns of it by ``wake()``.
  func add(_ bytes: UnsafeRawBufferPointer, at offset: Int64) {
    var rest = bytes
    var position = offset
    while !rest.isEmpty, position < facts.length {
      let block = BlockSet.block(at: position)
      let range = byteRange(of: block)
      let part = UnsafeRawBufferPointer(rebasing: rest.prefix(Int(range.upperBound - position)))
      if !hasBlock(block) { add(part, at: position, to: block, range) }
      position += Int64(part.count)
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(part.count))
    }
  }

  private func add(_ bytes: UnsafeRawBufferPointer, at offset: Int64, to block: Int, _ range: Range<Int64>) {
    if drafts.last?.block != range {
      if let index = drafts.firstIndex(where: { $0.block == range }) {
        drafts.append(drafts.remove(at: index))
      } else {
        if drafts.count >= Self.mostDrafts { drafts.removeFirst() }
        drafts.append(BlockDraft(range, in: pool.take(range.count)))
      }
    }
    let last = drafts.count - 1
    drafts[last].add(bytes, at: offset)
    guard drafts[last].isWhole else { return }
    whole[block] = drafts.removeLast().whole
    save(block)
  }

  private func save(_ block: Int) {
    guard let bytes = whole[block] else { return }
    if let file {
      let isTaken = store.write(bytes, block: block, of: file) { [weak self] isThere in
        guard let self else { return }
        if isThere { forget(block) } else { keep(block) }
      }
      if isTaken { return }
    }
    keep(block)
  }

  /// Keeps a block that the disk did not take, for those who are about to hear it.
  private func keep(_ block: Int) {
    untaken.append(block)
    guard untaken.count > Self.mostUntaken else { return }
    forget(untaken.removeFirst())
  }

  /// The memory of a block is free for another one.
  private func forget(_ block: Int) {
    if let bytes = whole.removeValue(forKey: block) { pool.give(bytes) }
  }

  // MARK: Reading

  /// Reads from `offset`, which is here, at most to `end`.
  ///
  /// - Parameter done: told what came; also before this has returned.
  func read(_ offset: Int64, upTo end: Int64, as form: BlockForm, done: @escaping (BlockReading) -> Void) {
    let block = BlockSet.block(at: offset)
    if let bytes = whole[block] {
      let range = byteRange(of: block)
      let slice = bytes.getSlice(
        at: Int(offset - range.lowerBound), length: Int(min(end, range.upperBound) - offset))
      return done(slice.map(BlockReading.shared) ?? .lost)
    }
    if let file, file.blocks.contains(block) {
      let stretch = offset..<min(end, file.blocks.end(ofStretchFrom: offset))
      return store.read(stretch, of: file, as: form, done: done)
    }
    guard let (draft, stretch) = draft(at: offset),
      let slice = draft.bytes(offset..<min(end, stretch.upperBound))
    else { return done(.lost) }
    done(.shared(slice))
  }

  // MARK: Who fetches what

  /// What is to be done about the byte at `offset` by `owner`, who needs it.
  enum Standing: Equatable {
    /// It is here.
    case here
    /// Somebody else is after it.
    case coming
    /// It is to be fetched; no further than this, for then follows what is here or coming.
    case missing(end: Int64)
  }

  /// What is to be done about the byte at `offset`.
  func standing(of offset: Int64, for owner: ObjectIdentifier) -> Standing {
    if has(offset) { return .here }
    if claims.isClaimed(offset, except: owner) { return .coming }
    let claimed = claims.nextClaim(behind: offset, except: owner) ?? facts.length
    return .missing(end: min(nextHere(behind: offset), claimed))
  }

  /// `owner` is after the bytes of `range`, and no others.
  func claim(_ range: Range<Int64>, by owner: ObjectIdentifier) {
    claims.set(range, by: owner)
  }

  /// `owner` is after nothing any more.
  ///
  /// - Parameter error: why what it was after can't be had; `nil` when that was not the reason.
  func endClaim(of owner: ObjectIdentifier, _ error: (any ProxyError)? = nil) {
    guard claims.remove(owner), !waiters.isEmpty else { return }
    wake { [claims] offset in
      if claims.isClaimed(offset, except: owner) { return nil }
      return error.map { .failed($0) } ?? .changed
    }
  }

  /// Has `body` called when the byte at `offset`, which another one fetches, is here or not to be had from that one.
  func wait(for offset: Int64, by owner: ObjectIdentifier, then body: @escaping (FetchEnd) -> Void) {
    waiters[owner] = Waiter(offset: offset, body: body)
  }

  /// `owner` does not wait any more.
  func stopWaiting(_ owner: ObjectIdentifier) {
    waiters[owner] = nil
  }

  /// Tells those whose bytes are here.
  func wake() {
    guard !waiters.isEmpty else { return }
    wake { _ in nil }
  }

  /// - Parameter end: what to tell one whose byte is not here; `nil` for nothing.
  private func wake(_ end: (Int64) -> FetchEnd?) {
    var woken: [(Waiter, FetchEnd)] = []
    for (owner, waiter) in waiters {
      guard let end = has(waiter.offset) ? .changed : end(waiter.offset) else { continue }
      waiters[owner] = nil
      woken.append((waiter, end))
    }
    // Each of them may wait again, or fetch.
    for (waiter, end) in woken { waiter.body(end) }
  }

  // MARK: Places

  private func byteRange(of block: Int) -> Range<Int64> {
    let first = Int64(block) * BlockSet.size
    return first..<min(first + BlockSet.size, facts.length)
  }

  private func hasBlock(_ block: Int) -> Bool {
    file?.blocks.contains(block) == true || whole[block] != nil
  }

  /// Where the next byte behind the missing one at `offset` is here; the length of the file when none is.
  private func nextHere(behind offset: Int64) -> Int64 {
    var next = facts.length
    if let file {
      let end = file.blocks.end(ofStretchFrom: offset)
      next = end
    }
    for block in whole.keys where byteRange(of: block).lowerBound > offset {
      next = min(next, byteRange(of: block).lowerBound)
    }
    for stretch in drafts.lazy.flatMap(\.here) where stretch.lowerBound > offset {
      next = min(next, stretch.lowerBound)
    }
    return next
  }

  /// The block in the making that the byte at `offset` is in, and the stretch of it.
  private func draft(at offset: Int64) -> (draft: BlockDraft, stretch: Range<Int64>)? {
    for draft in drafts where draft.block.contains(offset) {
      return draft.stretch(at: offset).map { (draft, $0) }
    }
    return nil
  }
}

extension SharedAudio: AudioStock {
  var isComplete: Bool { file?.blocks.isComplete == true || firstMissing(from: 0) == nil }

  func has(_ offset: Int64) -> Bool {
    guard offset >= 0, offset < facts.length else { return false }
    return hasBlock(BlockSet.block(at: offset)) || draft(at: offset) != nil
  }

  func firstMissing(from offset: Int64) -> Int64? {
    var offset = offset
    while offset < facts.length {
      let block = BlockSet.block(at: offset)
      if let file, file.blocks.contains(block) {
        offset = file.blocks.end(ofStretchFrom: offset)
      } else if whole[block] != nil {
        offset = byteRange(of: block).upperBound
      } else if let (_, stretch) = draft(at: offset) {
        offset = stretch.upperBound
      } else {
        return offset
      }
    }
    return nil
  }

  /// How many bytes are not here.
  var missingBytes: Int64 {
    stretches.reduce(facts.length) { $0 - ($1.upperBound - $1.lowerBound) }
  }

  /// The stretches that are here, in order.
  var stretches: [Range<Int64>] {
    var stretches: [Range<Int64>] = []
    var offset: Int64 = 0
    while offset < facts.length {
      if has(offset) {
        let end = firstMissing(from: offset) ?? facts.length
        stretches.append(offset..<end)
        offset = end
      } else {
        offset = nextHere(behind: offset)
      }
    }
    return stretches
  }
}
