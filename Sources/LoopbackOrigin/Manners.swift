/// How googlevideo answers, and how a fault changes it. Decides; sends nothing.
struct Manners: Equatable {
  /// The largest range that is answered, in bytes.
  var maximumRange: Int64

  /// What the origin makes of a request before any fault.
  enum Verdict: Equatable {
    /// The request is answered with this status, and that is all.
    case refuse(Int)
    /// The request is in order: the part of the asset it gets.
    case serve(Range<Int64>)
  }

  /// Judges a request.
  ///
  /// - Parameters:
  ///   - length: the asset's size, `nil` when there is no such asset.
  ///   - revoked: the status the URL's revocation gave it.
  ///   - now: Unix seconds.
  func verdict(
    on request: OriginRequest, url: MediaURL?, length: Int64?, revoked: Int?, now: Double
  ) -> Verdict {
    guard let url, let length else { return .refuse(404) }
    if let revoked { return .refuse(revoked) }
    if let expire = url.expire, now >= Double(expire) { return .refuse(403) }
    guard request.method == "GET", let range = request.range, let asked = request.rangeLength,
      asked <= maximumRange
    else { return .refuse(403) }
    guard range.lowerBound < length else { return .refuse(416) }
    return .serve(range.lowerBound..<min(range.upperBound + 1, length))
  }

  /// The answer that says no.
  func refusal(_ status: Int, length: Int64?) -> Answer {
    guard status == 416, let length else { return .empty(status) }
    return .empty(416, [.init("Content-Range", "bytes */\(length)")])
  }

  /// The answer with `range` of `asset`, as it should be.
  func answer(_ range: Range<Int64>, of asset: Asset) -> Answer {
    Answer(.head(206, fields(range, of: asset)), .asset(range), .keepAlive)
  }

  /// The answer to a good request for `range` of `asset` when `fault` strikes.
  ///
  /// - Parameter target: the request's own, for redirects to itself.
  func answer(_ range: Range<Int64>, of asset: Asset, fault: Fault, target: String) -> Answer {
    let head = Answer.Step.head(206, fields(range, of: asset))
    /// The byte of the asset at which the fault strikes.
    func place(_ after: Int64) -> Int64 {
      range.lowerBound + min(max(0, after), Int64(range.count))
    }
    switch fault {
    case .status(416, _), .revoke(416): return refusal(416, length: asset.length)
    case .status(let status, let retryAfter):
      return .empty(status, retryAfter.map { [.init("Retry-After", $0.components.seconds)] } ?? [])
    case .revoke(let status): return .empty(status)
    case .resetBeforeHead: return Answer(.reset)
    case .reset(let after): return Answer(head, .asset(range.lowerBound..<place(after)), .reset)
    case .close(let after):
      return Answer(head, .asset(range.lowerBound..<place(after)), .close(.short))
    case .stall(let after, let duration):
      return Answer(
        head, .asset(range.lowerBound..<place(after)), duration.map { .wait($0) } ?? .waitForever,
        .asset(place(after)..<range.upperBound), .keepAlive)
    case .trickle(let after, let bytes, let every):
      return Answer(
        head, .asset(range.lowerBound..<place(after)),
        .asset(place(after)..<range.upperBound, .init(bytes: max(1, bytes), every: every)), .keepAlive)
    case .wholeBody:
      return Answer(
        .head(200, mediaFields(asset) + [.init("Content-Length", asset.length)]),
        .asset(0..<asset.length), .keepAlive)
    case .wrongContentRange(let start, let total):
      return Answer(
        .head(206, fields(range, of: asset, startError: start, totalError: total)), .asset(range),
        .keepAlive)
    case .unknownTotal:
      let fields = fields(range, of: asset).map { field in
        field.name == "Content-Range"
          ? .init("Content-Range", "bytes \(range.lowerBound)-\(range.upperBound - 1)/*") : field
      }
      return Answer(.head(206, fields), .asset(range), .keepAlive)
    case .shorterRange(let difference):
      return answer(range.lowerBound..<place(Int64(range.count) - difference), of: asset)
    case .longerRange(let difference):
      return answer(range.lowerBound..<range.upperBound + max(0, difference), of: asset)
    case .surplus(let bytes):
      return Answer(
        head, .asset(range.lowerBound..<range.upperBound + max(0, bytes)), .close(.complete))
    case .closeDelimited:
      let fields = fields(range, of: asset).filter { $0.name != "Content-Length" }
      return Answer(
        .head(206, fields + [.init("Connection", "close")]), .asset(range), .close(.complete))
    case .html(let status):
      let page = "<!DOCTYPE html><html><title>Before you continue</title></html>\n"
      return Answer(
        .head(
          status,
          [.init("Content-Type", "text/html; charset=utf-8"), .init("Content-Length", page.utf8.count)]),
        .text(page), .keepAlive)
    case .otherMedia(let type, let status):
      let text = "no audio\n"
      let range = "bytes \(range.lowerBound)-\(range.lowerBound + Int64(text.utf8.count) - 1)/\(asset.length)"
      return Answer(
        .head(
          status,
          [.init("Content-Type", type), .init("Content-Length", text.utf8.count)]
            + (status == 206 ? [.init("Content-Range", range)] : [])),
        .text(text), .keepAlive)
    case .redirect(let location): return redirect(to: location)
    case .redirectLoop: return redirectLoop(target: target, round: 0)
    case .delay(let duration, let next):
      let later =
        next.map { answer(range, of: asset, fault: $0, target: target) } ?? answer(range, of: asset)
      return Answer([.wait(duration)] + later.steps)
    case .silence: return Answer(.waitForever)
    }
  }

  /// The redirect that leads back to `target` for the next round.
  func redirectLoop(target: String, round: Int) -> Answer {
    let kept = target.split(separator: "&").filter { !$0.hasPrefix("redirect_counter=") }
    return redirect(to: (kept + ["redirect_counter=\(round + 1)"]).joined(separator: "&"))
  }

  private func redirect(to location: String) -> Answer {
    .empty(302, [.init("Location", location)])
  }

  private func fields(
    _ range: Range<Int64>, of asset: Asset, startError: Int64 = 0, totalError: Int64 = 0
  ) -> [Answer.Field] {
    let first = range.lowerBound + startError
    let last = range.upperBound - 1 + startError
    return mediaFields(asset) + [
      .init("Content-Range", "bytes \(first)-\(last)/\(asset.length + totalError)"),
      .init("Content-Length", range.count),
    ]
  }

  private func mediaFields(_ asset: Asset) -> [Answer.Field] {
    [.init("Content-Type", asset.contentType), .init("Accept-Ranges", "bytes")]
  }
}
