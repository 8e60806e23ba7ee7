import NIOCore
import TrackKit

/// Bytes that are at hand, and what is at hand for others: the stream's part in the cache of audio.
extension StreamDriver {
  /// Whether the client gets parts of a file.
  var sendsFile: Bool {
    filePortion.size > 0 && session.provenance == .stock && session.clientPace == .quick
      && session.plan?.interleaver == nil
  }

  private var owner: ObjectIdentifier { ObjectIdentifier(self) }

  // MARK: The rendition

  /// Turns to what the cache has of the rendition that is to be fetched, once it is known which that is.
  func enterStock() {
    guard let cache = parts.cache, !session.distrustsStock, !session.request.isHead,
      let facts = session.stockFacts
    else { return }
    if let entry {
      guard !entry.isOf(facts) else { return }
      leaveEntry()
    }
    enter(cache.enter(facts))
  }

  /// Uses `entry`, which the cache has given for this stream.
  func enter(_ entry: SharedAudio) {
    self.entry = entry
    session.stock = entry
  }

  /// Turns to the file of the older rendition.
  func takeReserve() {
    cancelFetch()
    leaveEntry()
    if let cache = parts.cache, let file = reserve.take() { enter(cache.enter(file.facts, file: file)) }
    perform(session.tookReserve(at: now()))
  }

  /// Uses the cache no longer.
  func leaveEntry() {
    cancelRead()
    guard let entry = entry.take() else { return }
    session.stock = nil
    entry.endClaim(of: owner, session.loss)
    if !session.isFill, session.hasResponded {
      parts.cache?.count(saved: bytesSaved, isHit: !hasAskedOrigin)
    }
    parts.cache?.leave(entry)
  }

  /// The listener has begun to hear it.
  func noteHeard() {
    if let entry, !session.isFill { parts.cache?.noteHeard(entry) }
  }

  /// Lets others know which bytes the stream is after.
  func updateClaim() {
    guard let entry else { return }
    if session.distrustsStock { return leaveEntry() }
    if !isEnded, let pursuit = session.pursuit {
      entry.claim(pursuit, by: owner)
    } else {
      entry.endClaim(of: owner, session.loss)
    }
  }

  // MARK: Fetching

  /// Keeps what the origin sends.
  var tap: RangeTap? {
    entry.map { entry in RangeTap(total: entry.facts.length) { entry.add($0, at: $1) } }
  }

  /// What of `range` the origin is to be asked for; `nil` when its first byte is here or on its way.
  func missingPart(of range: RangeRequest) -> RangeRequest? {
    guard let entry else { return range }
    switch entry.standing(of: range.first, for: owner) {
    case .missing(let end):
      var range = range
      range.last = min(range.last, end - 1)
      session.current = range
      return range
    case .coming:
      session.follows()
      entry.wait(for: range.first, by: owner) { [self] in neighbourEnded($0) }
    case .here:
      session.follows()
      // Not from within the action.
      parts.eventLoop.assumeIsolated().execute { [self] in neighbourEnded(.changed) }
    }
    return nil
  }

  /// Whether all of `range` is missing, and nobody fetches it.
  func isMissing(_ range: RangeRequest) -> Bool {
    guard let entry else { return true }
    return entry.standing(of: range.first, for: owner) == .missing(end: entry.facts.length)
  }

  private func neighbourEnded(_ end: SharedAudio.FetchEnd) {
    guard !isEnded else { return }
    switch end {
    case .changed: perform(session.neighbourChanged(at: now()))
    case .failed(let error): perform(session.neighbourLost(error, at: now()))
    }
  }

  // MARK: Reading

  /// Reads bytes that are at hand.
  func read(_ range: Range<Int64>) {
    reads += 1
    guard let entry else { return later(.lost) }
    let form: BlockForm =
      if let interleaver = session.plan?.interleaver {
        session.isUndecided ? .memory : .wire(interleaver)
      } else {
        filePortion.size > 0 && session.clientPace == .quick ? .region : .memory
      }
    let number = reads
    let end = range.lowerBound + (form == .region ? filePortion.size : Int64(ChunkPool.chunkSize))
    var isWithin = true
    entry.read(range.lowerBound, upTo: min(range.upperBound, end), as: form) { [self] reading in
      guard number == reads else { return }
      // Not from within the action.
      if isWithin { later(reading) } else { took(reading) }
    }
    isWithin = false
  }

  private func later(_ reading: BlockReading) {
    let number = reads
    parts.eventLoop.assumeIsolated().execute { [self] in if number == reads { took(reading) } }
  }

  /// Wants nothing any more of what is being read or fetched by others.
  func cancelRead() {
    reads += 1
    entry?.stopWaiting(owner)
  }

  private func took(_ reading: BlockReading) {
    guard !isEnded, session.provenance == .stock else { return }
    switch reading {
    case .lost: perform(session.stockFailed(at: now()))
    case .memory(let bytes): took(bytes, recycles: true)
    case .shared(let bytes): took(bytes, recycles: false)
    case .wire(let bytes, let audio):
      perform(session.bytesRead(Int64(audio), at: now()))
      write(bytes, audio: Int64(audio))
      wrote(Int64(audio))
    case .region(let part):
      let audio = Int64(part.region.readableBytes)
      perform(session.bytesRead(audio, at: now()))
      write(part, audio: audio)
      wrote(audio)
    }
  }

  private func took(_ bytes: ByteBuffer, recycles: Bool) {
    look(at: bytes)
    guard !isEnded else { return }
    let (offset, audio) = (session.next, Int64(bytes.readableBytes))
    perform(session.bytesRead(audio, at: now()))
    let isPlain = session.plan?.interleaver == nil
    write(isPlain ? bytes : interleaved(bytes, at: offset), audio: audio, recycles: isPlain && recycles)
    wrote(audio)
  }

  private func wrote(_ audio: Int64) {
    guard !isEnded else { return }
    bytesSaved += audio
    response.flush()
    guard !isEnded else { return }
    perform(session.readEnded(at: now()))
  }

  private func write(_ part: FilePart, audio: Int64) {
    guard !isEnded else { return }
    willWrite(audio: audio)
    fileParts.append(part)
    watchFileParts()
    // What the kernel has of a file costs no memory.
    response.suit(.file)
    response.writeRegion(part.region) { [self] in
      fileParts.removeFirst()
      hasLeft(audio, audio: audio)
    }
  }

  /// Ends the connection when somebody has changed the file of which a part is still to be sent. Of one that has become too
  /// short the kernel sends nothing, for ever, and is asked again and again.
  private func watchFileParts() {
    guard filePartWatch == nil else { return }
    filePartWatch = parts.schedule(.seconds(1)) { [self] in
      filePartWatch = nil
      guard !isEnded, !fileParts.isEmpty else { return }
      if fileParts.allSatisfy(\.isIntact) { return watchFileParts() }
      response.breakOff()
      clientLeft()
    }
  }

  /// Has the beginning of a file tell how it is laid out, where that decides what the client gets.
  private func look(at bytes: ByteBuffer) {
    guard session.isUndecided, session.next == 0 else { return }
    var head = MP4Head()
    bytes.withUnsafeReadableBytes { head.read($0) }
    if let layout = head.layout(isAll: true) { perform(session.layoutFound(layout)) }
  }
}

extension StreamSession {
  /// The rendition that is answered with, as the cache knows it; `nil` while that is not certain.
  var stockFacts: AudioFacts? {
    guard !isPiped, var rendition = track.media?.rendition, let length = knownLength, length > 0 else {
      return nil
    }
    rendition.length = length
    return AudioFacts(
      id: track.id, rendition: rendition, length: length, contentType: contentType,
      bitrate: track.media?.bitrate, fileExtension: track.media?.fileExtension)
  }
}

extension SharedAudio {
  /// Whether `facts` are those of this rendition, as far as they tell.
  func isOf(_ facts: AudioFacts) -> Bool {
    facts.length == self.facts.length && facts.rendition.isSame(as: self.facts.rendition)
  }
}
