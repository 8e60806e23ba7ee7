import CCurl

/// Asks the running instance. One request, one connection; blocks, so it is for threads that may wait.
struct HTTPClient: Sendable {
  /// The host; a wildcard address means this machine.
  let host: String
  /// The port.
  let port: Int
  /// How long connecting may last; connecting and the answer together may last twice that.
  var patience = Duration.seconds(5)
  /// The largest body that is taken, in bytes.
  var sizeLimit = 16 << 20

  /// The answer to `GET path`, whatever its status.
  ///
  /// - Throws: ``HTTPFailure``.
  func get(_ path: String) throws(HTTPFailure) -> HTTPAnswer {
    var body: [UInt8] = []
    let request = try HTTPRequest(to: self, path: path) { [sizeLimit] bytes in
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
  /// - Parameter onLine: takes each line, without its break.
  /// - Throws: ``HTTPFailure`` where there is no such answer. One that has begun may end in any way.
  func follow(
    _ path: String, with follower: EventFollower, onLine: ([UInt8]) -> Void
  ) throws(HTTPFailure) {
    var lines = LineSplitter()
    let request = try HTTPRequest(to: self, path: path) { lines.append($0) }
    let end = try follower.drive(request) { () throws(HTTPFailure) in
      let new = lines.take()
      // The body of an error is no events.
      guard new.isEmpty || request.status == 200 else { throw .gibberish }
      for line in new { onLine(line) }
    }
    guard let end else { return }
    guard request.hasHead, request.status == 200, !lines.isOverlong else {
      throw request.failure(of: end) ?? .gibberish
    }
  }
}
