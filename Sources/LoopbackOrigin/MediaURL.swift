/// The shape of the origin's URLs: googlevideo's path and query, minted and taken apart.
struct MediaURL: Equatable {
  static let path = "/videoplayback"

  /// The video id.
  var id: String
  /// The number of the format, `nil` in a URL that was made by hand.
  var itag: Int?
  /// The moment from which the origin refuses the URL, in Unix seconds; `nil` never comes.
  var expire: Int64?
  /// Which minting of the id's URLs this is, counted from 1; 0 in a URL that was made by hand.
  var generation = 0
  /// How often a redirect loop has been round.
  var loop = 0

  /// The URL of `asset` on an origin at `authority`.
  func text(authority: String, asset: Asset) -> String {
    let query: [(String, String?)] = [
      ("expire", expire.map(String.init)),
      ("ip", "127.0.0.1"),
      ("id", id),
      ("itag", String(asset.itag)),
      ("source", "youtube"),
      ("mime", asset.contentType.split(separator: "/").joined(separator: "%2F")),
      ("clen", String(asset.length)),
      ("rqh", "1"),
      ("sig", String(generation)),
    ]
    let pairs = query.compactMap { name, value in value.map { "\(name)=\($0)" } }
    return "http://\(authority)\(Self.path)?\(pairs.joined(separator: "&"))"
  }

  /// What a request's target, or a whole URL, asks for; `nil` when it is not a media URL.
  init?(_ text: some StringProtocol) {
    guard let mark = text.firstIndex(of: "?"), text[..<mark].hasSuffix(Self.path) else { return nil }
    var values: [Substring: Substring] = [:]
    for pair in Substring(text)[mark...].dropFirst().split(separator: "&") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      values[parts[0]] = parts.count == 2 ? parts[1] : ""
    }
    guard let id = values["id"], !id.isEmpty else { return nil }
    self.id = String(id)
    itag = values["itag"].flatMap { Int($0) }
    // A malformed moment is one that has passed: a signature over it could not hold.
    expire = values["expire"].map { Int64($0) ?? 0 }
    generation = values["sig"].flatMap { Int($0) } ?? 0
    loop = values["redirect_counter"].flatMap { Int($0) } ?? 0
  }

  init(id: String, expire: Int64?, generation: Int) {
    self.id = id
    self.expire = expire
    self.generation = generation
  }

  /// Whether `text` may stand in a query without escapes.
  static func isUnreserved(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
          UInt8(ascii: "_"), UInt8(ascii: "~"):
          true
        default: false
        }
      }
  }
}
