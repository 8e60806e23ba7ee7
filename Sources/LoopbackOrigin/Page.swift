/// What an origin answers at a path, without the manners of its media URLs: playlists and their fragments.
public enum Page: Sendable, Equatable {
  /// The whole of it, whatever range is asked for.
  case bytes([UInt8], contentType: String)
  /// A status, with an empty body.
  case status(Int)
  /// The request is read and never answered.
  case silence

  /// The answer, and the asset that its bytes are of.
  var answer: (answer: Answer, asset: Asset?) {
    switch self {
    case .bytes(let bytes, let type):
      let asset = Asset(id: "page", itag: 0, contentType: type, bytes: bytes)
      let head = Answer.Step.head(
        200, [.init("Content-Type", type), .init("Content-Length", bytes.count)])
      return (Answer(head, .asset(0..<Int64(bytes.count)), .keepAlive), asset)
    case .status(let status): return (.empty(status), nil)
    case .silence: return (Answer(.waitForever), nil)
    }
  }
}
