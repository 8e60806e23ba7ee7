import CCurl

/// Asks the running instance. One request, one connection; blocks, so it is for threads that may wait.
struct HTTPClient: Sendable {
  /// The host; a wildcard address means this machine.
  let host: String
  /// The port.
  let port: Int
  /// The path of the socket to connect to in the place of ``host`` and ``port``, which stand in the request all the same.
  var socket: String?
  /// How long connecting may last; connecting and the answer together may last twice that.
  var patience = Duration.seconds(5)
  /// The largest body that is taken, in bytes.
  var sizeLimit = 16 << 20

  /// The answer to `GET path`, whatever its status.
  ///
  /// - Throws: ``HTTPFailure``.
  func get(_ path: String) throws(HTTPFailure) -> HTTPAnswer { try ask(path, content: nil) }

  /// The answer to `POST path` with JSON, whatever its status.
  ///
  /// - Throws: ``HTTPFailure``.
  func post(_ path: String, _ content: [UInt8] = []) throws(HTTPFailure) -> HTTPAnswer {
    try ask(path, content: content)
  }

  private func ask(_ path: String, content: [UInt8]?) throws(HTTPFailure) -> HTTPAnswer {
    var body: [UInt8] = []
    let request = try HTTPRequest(to: self, path: path, content: content) { [sizeLimit] bytes in
      guard body.count + bytes.count <= sizeLimit else { return false }
      body += bytes
      return true
    }
    request.limit(to: patience * 2)
    if let failure = request.failure(of: curl_easy_perform(request.handle)) { throw failure }
    return HTTPAnswer(status: request.status, body: body)
  }

  /// Reads the lines of an answer that goes on, until it ends or `follower` is stopped. Nothing may come for hours.
  ///
  /// - Parameters:
  ///   - content: JSON to be posted, `nil` for a GET.
  ///   - lineLimit: the longest line, in bytes.
  ///   - silenceLimit: how long nothing may come, `nil` for any time.
  ///   - onRefusal: takes the first line of an answer that is not 200.
  ///   - onLine: takes each line, without its break.
  /// - Throws: ``HTTPFailure`` where there is no such answer, ``HTTPFailure/silence`` when nothing comes for too long. An answer
  ///   that has begun may end in any way.
  func follow(
    _ path: String, content: [UInt8]? = nil, lineLimit: Int = LineSplitter.longest,
    silenceLimit: Duration? = nil,
    with follower: EventFollower, onRefusal: ([UInt8]) -> Void = { _ in }, onLine: ([UInt8]) -> Void
  ) throws(HTTPFailure) {
    var lines = LineSplitter(limit: lineLimit)
    let request = try HTTPRequest(to: self, path: path, content: content) { lines.append($0) }
    let end = try follower.drive(request, silenceLimit: silenceLimit) { () throws(HTTPFailure) in
      let new = lines.take()
      // The body of an error is no events.
      guard new.isEmpty || request.status == 200 else {
        onRefusal(new[0])
        throw .gibberish
      }
      for line in new { onLine(line) }
    }
    guard let end else { return }
    guard request.hasHead, request.status == 200, !lines.isOverlong else {
      throw request.failure(of: end) ?? .gibberish
    }
  }
}
