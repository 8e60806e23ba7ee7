import FoundationEssentials
import TrackKit

/// One stream in full: what was asked for, where it comes from, and all that happened to it.
struct StreamDetail {
  let scene: Scene

  /// Paints it over the view.
  ///
  /// - Parameter isBeside: it is beside the list and can't be scrolled: the latest of the history comes first.
  func paint(
    _ id: UInt64, scroll: Int, isBeside: Bool = false, in area: Rect, on canvas: inout Canvas
  ) -> ScreenMap.Extent {
    canvas.clear(area)
    let body = area.dropping(1)
    guard let entry = scene.facts.book[id] else {
      canvas.write(
        "This stream has ended. Its history is no longer kept.", column: area.column + 1, row: area.row,
        columns: area.columns - 2,
        style: .muted)
      return ScreenMap.Extent(limit: 0, rows: body.rows)
    }
    paintTitle(entry, in: area.line(0), on: &canvas)
    // One cell stays free at the right, as at the left.
    let columns = body.columns - 1
    func wrapped(_ lines: [[Span]], indent: Int) -> [[Span]] {
      lines.flatMap { WrappedLine(spans: $0, indent: indent).lines(columns: columns, text: canvas.text) }
    }
    let known = wrapped(facts(entry, canvas), indent: 11)
    let past = wrapped(history(entry), indent: 11)
    let lines =
      isBeside
      ? past.suffix(max(4, body.rows * 3 / 5)) + [rule("stream", area.columns, canvas.glyphs)] + known
      : known + [rule("history", area.columns, canvas.glyphs)] + past
    // The title stays, all else moves.
    let extent = ScreenMap.Extent(limit: max(0, lines.count - max(1, body.rows)), rows: body.rows)
    for (offset, line) in lines.dropFirst(min(scroll, extent.limit)).prefix(body.rows).enumerated() {
      canvas.write(line, in: body.line(offset))
    }
    return extent
  }

  private func paintTitle(_ entry: StreamBook.Entry, in area: Rect, on canvas: inout Canvas) {
    let words = StreamWords(now: scene.now, room: max(17, area.columns / 2)).describe(entry)
    let wordColumns = min(canvas.text.columns(of: words.text), area.columns / 2)
    let end = canvas.write(
      entry.stream.displayName, column: area.column + 1, row: area.row,
      columns: max(0, area.columns - wordColumns - 4),
      style: Style(.accent, .bold))
    canvas.write(
      words.text, column: end + 2, row: area.row, columns: max(0, area.column + area.columns - end - 3),
      style: Style(words.style.role, .bold))
  }

  /// A line with a name in front.
  private func fact(_ name: String, _ spans: [Span]) -> [Span] {
    [Span(" " + name + String(repeating: " ", count: max(1, 10 - name.count)), .muted)] + spans
  }

  private func facts(_ entry: StreamBook.Entry, _ canvas: Canvas) -> [[Span]] {
    let stream = entry.stream
    let age = Wording.shortClock(entry.age(now: scene.now))
    let details = stream.details
    var sent = Wording.bytes(stream.bytesSent, of: stream.length)
    if let fraction = stream.fraction { sent += "  \(Int(fraction * 100))%" }
    sent += "  upstream at \(Wording.bytes(stream.offset))"
    if stream.attempt > 0 { sent += "  retry \(stream.attempt) of \(stream.attemptLimit)" }
    let answer = details.status.map { status in
      let fields = details.fields.map { "\($0.name): \($0.value)" }.joined(separator: ", ")
      return fields.isEmpty ? "\(status)" : "\(status)  \(fields)"
    }
    let curve = Sparkline.text(entry.rates.samples[...], glyphs: canvas.glyphs)
    return [
      fact(
        "client",
        [Span("\(stream.client)  stream \(stream.id)  \(age) since \(scene.clock.time(stream.start))")]),
      fact("request", [Span(details.request.isEmpty ? "not known yet" : details.request)]),
      fact("answer", [Span(answer ?? "none yet", answer == nil ? .muted : .plain)]),
      fact("sent", [Span(sent)]),
      fact("rate", [Span(Wording.rate(stream.bytesPerSecond) + "  "), Span(curve, Style(.accent))]),
      fact("format", [Span(format(stream))]),
      fact("URL", [url(stream)]),
    ]
  }

  private func format(_ stream: ProxyStatus.Stream) -> String {
    let details = stream.details
    let parts = [
      details.contentType, details.formatID.map { "format \($0)" }, details.bitrate.map { "\($0) kb/s" },
      details.trackLength.map { "\(Wording.bytes($0)) in all" },
    ]
    let known = parts.compactMap { $0 }
    return known.isEmpty ? "not known yet" : known.joined(separator: "  ")
  }

  /// The URL's age and end, never the URL.
  private func url(_ stream: ProxyStatus.Stream) -> Span {
    guard let resolvedAt = stream.details.urlResolvedAt else { return Span("none yet", .muted) }
    var text = "resolved \(Wording.span(seconds: scene.now.timeIntervalSince(resolvedAt))) ago"
    var style = Style.plain
    if let end = stream.details.urlExpiresAt {
      let left = end.timeIntervalSince(scene.now)
      text +=
        left > 0 ? ", ends in \(Wording.span(seconds: left))" : ", ended \(Wording.span(seconds: -left)) ago"
      if left <= 0 { style = Style(.warning) }
    }
    return Span(text, style)
  }

  private func rule(_ name: String, _ columns: Int, _ glyphs: Glyphs) -> [Span] {
    let title = " \(glyphs.rule)\(glyphs.rule) \(name) "
    return [Span(title + String(repeating: glyphs.rule, count: max(0, columns - title.count)), .muted)]
  }

  private func history(_ entry: StreamBook.Entry) -> [[Span]] {
    var lines = entry.history.map { moment in
      [
        Span(" \(scene.clock.time(moment.date))  ", .muted),
        Span(moment.kind.padded(to: 9), moment.weight.style),
        Span(moment.what),
      ]
    }
    if entry.omitted > 0 {
      let note = "  \(Wording.count(entry.omitted, "line")) omitted"
      lines.insert([Span(note, .muted)], at: min(lines.count, StreamBook.historyLimit / 4))
    }
    return lines.isEmpty ? [[Span(" The stream started before the dashboard did.", .muted)]] : lines
  }
}

extension ProxyStatus.Stream {
  /// When it began.
  fileprivate var start: Date { Date(timeIntervalSince1970: startedAt) }
}
