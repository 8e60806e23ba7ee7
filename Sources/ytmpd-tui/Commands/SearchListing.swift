import TrackKit

/// A result as `search` shows it. Its JSON is documented, and stays.
struct SearchListing: Encodable, Equatable {
  var number: Int
  var videoID: String
  var title: String
  var artist: String?
  var durationSeconds: Double?
  /// Where players find it; `nil` when not known the port.
  var url: String?

  init(_ track: Track, number: Int, urls: TrackURL?) {
    self.number = number
    videoID = track.id.rawValue
    title = track.title
    artist = track.artist
    durationSeconds = track.duration.map { $0 / .seconds(1) }
    url = urls?.url(for: track.id)
  }

  /// A line for people: number, length, name, id.
  func line(width: Int) -> String {
    let length = durationSeconds.map { Wording.clock(.seconds($0)) } ?? "-"
    let name = Wording.name(artist: artist, title: title)
    let number = String(repeating: " ", count: max(0, width - String(number).count)) + String(number)
    let padding = String(repeating: " ", count: max(0, 7 - length.count))
    return "\(number)  \(padding)\(length)  \(TerminalText.clean(name))  \(videoID)"
  }

  enum CodingKeys: String, CodingKey {
    case number, title, artist, url
    case videoID = "video_id"
    case durationSeconds = "duration_seconds"
  }

  /// Writes every key, `null` for what is not known.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(number, forKey: .number)
    try container.encode(videoID, forKey: .videoID)
    try container.encode(title, forKey: .title)
    try container.encode(artist, forKey: .artist)
    try container.encode(durationSeconds, forKey: .durationSeconds)
    try container.encode(url, forKey: .url)
  }
}
