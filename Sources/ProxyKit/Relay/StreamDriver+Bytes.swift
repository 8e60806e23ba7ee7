import NIOCore

/// Ranges from the origin, and their bytes to the client.
extension StreamDriver {
  // MARK: From the origin

  /// Asks for a range, or turns to the one that was asked for before its turn.
  func fetch(_ range: RangeRequest, _ interleaver: IcyInterleaver?) {
    cancelHedge()
    enterStock()
    if let ahead, ahead.range == range {
      self.ahead = nil
      sink = ahead.sink
      if session.isHungry, ahead.sink.becomesHungry() { parts.fetcher.flush(ahead.sink) }
      received(ahead.deliveries, by: ahead.sink)
      return
    }
    guard let range = missingPart(of: range) else { return }
    let sink = makeSink(for: range, interleaver, isHungry: session.isHungry)
    self.sink = sink
    hasAskedOrigin = true
    parts.fetcher.fetch(range, into: sink)
  }

  /// Asks for a range before its turn.
  func fetchAhead(_ range: RangeRequest, _ interleaver: IcyInterleaver?) {
    // Else it is asked for when its turn has come, as far as it is missing then.
    guard isMissing(range) else { return }
    let ahead = RangeAhead(range, sink: makeSink(for: range, interleaver, isHungry: false))
    self.ahead = ahead
    parts.fetcher.fetch(range, into: ahead.sink)
  }

  /// Asks for what the range under way has not brought, once more.
  func startHedge(_ range: RangeRequest, _ interleaver: IcyInterleaver?) {
    let hedge = RangeAhead(range, sink: makeSink(for: range, interleaver, isHungry: true))
    self.hedge = hedge
    parts.fetcher.fetch(range, into: hedge.sink)
  }

  /// Turns to the second request, and gives up the first.
  func takeHedge() {
    guard let hedge else { return }
    self.hedge = nil
    if let sink { parts.fetcher.cancel(sink) }
    sink = hedge.sink
    received(hedge.deliveries, by: hedge.sink)
  }

  /// Gives the second request up.
  func cancelHedge() {
    if let hedge { parts.fetcher.cancel(hedge.sink) }
    hedge = nil
  }

  /// Gives up what is under way.
  func cancelFetch() {
    cancelAhead()
    cancelHedge()
    if let sink { parts.fetcher.cancel(sink) }
    sink = nil
    cancelRead()
  }

  /// Gives up the range that was asked for before its turn.
  func cancelAhead() {
    if let ahead { parts.fetcher.cancel(ahead.sink) }
    ahead = nil
  }

  private func makeSink(for range: RangeRequest, _ interleaver: IcyInterleaver?, isHungry: Bool) -> RangeSink
  {
    let head = range.looksAtHead ? MP4Head() : nil
    return RangeSink(interleaver: interleaver, mp4Head: head, tap: tap, isHungry: isHungry) { [self] in
      received($0, by: $1)
    }
  }

  private func received(_ deliveries: [RangeDelivery], by sink: RangeSink) {
    for delivery in deliveries where !isEnded {
      if sink === self.sink {
        received(delivery)
      } else if sink === hedge?.sink {
        receivedOfHedge(delivery)
      } else {
        receivedAhead(delivery)
      }
    }
    // All of it in one go, which wakes the client once.
    if !isEnded { response.flush() }
    entry?.wake()
  }

  private func receivedAhead(_ delivery: RangeDelivery) {
    ahead?.deliveries.append(delivery)
    perform(session.aheadBrought(delivery, at: now()))
  }

  private func receivedOfHedge(_ delivery: RangeDelivery) {
    hedge?.deliveries.append(delivery)
    perform(session.hedgeBrought(delivery, at: now()))
  }

  private func received(_ delivery: RangeDelivery) {
    switch delivery {
    case .head(let head): perform(session.headArrived(head, at: now()))
    case .layout(let layout): perform(session.layoutFound(layout))
    case .bytes(let buffer, let audio):
      perform(session.bytesArrived(Int64(audio), at: now()))
      write(buffer, audio: Int64(audio))
    case .end(let outcome):
      // The client first, then the next range.
      response.flush()
      guard !isEnded else { return }
      sink = nil
      perform(session.rangeEnded(outcome, at: now()))
    }
  }

  // MARK: To the client

  /// - Parameter recycles: whether the memory goes back to the pool of the fetcher.
  func write(_ buffer: ByteBuffer, audio: Int64, recycles: Bool = true) {
    guard !isEnded else { return }
    willWrite(audio: audio)
    let chunk = Chunk(buffer)
    response.writeBody(buffer) { [self] in
      if recycles, !isEnded { chunk.recycle(into: parts.fetcher.pool) }
      hasLeft(Int64(chunk.count), audio: audio)
    }
  }

  /// Audio is about to be handed to the client's connection.
  func willWrite(audio: Int64) {
    if session.unsent == audio { drainMark = .now }
    sink?.isFed()
  }

  /// The client's connection has taken `count` bytes.
  func hasLeft(_ count: Int64, audio: Int64) {
    guard !isEnded else { return }
    sent += count
    let moment = now()
    rate.add(count, at: moment.instant)
    let duration = drainMark.duration(to: moment.instant)
    drainMark = moment.instant
    filePortion.drained(audio, in: duration)
    perform(session.drained(audio, in: duration, at: moment))
    if !sendsFile { response.suit(session.clientPace) }
    pipe?.pump()
    if session.isHungry, let sink, sink.becomesHungry() { parts.fetcher.flush(sink) }
  }

  /// Sends zeros at the client's pace, so that no more than one buffer of them is in memory.
  func fill(_ count: Int64) {
    guard count > 0 else { return perform([.finish]) }
    let zeros = ByteBuffer(repeating: 0, count: Int(min(count, 64 * 1024)))
    response.writeBody(zeros) { [self] in
      guard !isEnded else { return }
      sent += Int64(zeros.readableBytes)
      // In a turn of its own: a fast client takes everything at once, and the stack would grow with it.
      parts.eventLoop.assumeIsolated().execute { [self] in
        if !isEnded { fill(count - Int64(zeros.readableBytes)) }
      }
    }
    response.flush()
  }
}
