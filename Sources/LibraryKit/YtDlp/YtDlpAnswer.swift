import FoundationEssentials
import TrackKit

/// One line of yt-dlp's JSON, read with suspicion: nothing in it is trusted to be there or to be sane.
struct YtDlpAnswer {
  private let json: JSONValue

  /// The last line of `output` that is a JSON object; `nil` without one. Arguments of the user's may make
  /// yt-dlp print more than we asked for.
  init?(lastOf output: String) {
    for line in output.split(whereSeparator: \.isNewline).reversed() {
      if let answer = YtDlpAnswer(line: line) {
        self = answer
        return
      }
    }
    return nil
  }

  /// The object in `line`; `nil` when it is none.
  init?(line: some StringProtocol) {
    // yt-dlp's extractors may print other things between the answers: a line that is no JSON is none of them.
    guard line.utf8.first == UInt8(ascii: "{"),
      let json = JSONReader.value(in: line)
    else { return nil }
    self.json = json
  }

  /// The video's id, `nil` when it is no video (a playlist in a list of playlists, say).
  var id: VideoID? { json["id"].text.flatMap { VideoID($0[...]) } }

  /// The song's title rather than the video's, where there is one.
  var title: String? {
    MetadataText.clean(json["track"].text) ?? MetadataText.clean(json["title"].text)
  }

  /// The artists; without any, whoever uploaded it, for YouTube's own channels are called "Artist - Topic".
  var artist: String? {
    let artists = json["artists"].elements.prefix(20).compactMap { MetadataText.clean($0.string) }
    if !artists.isEmpty { return MetadataText.clean(artists.joined(separator: ", ")) }
    if let artist = MetadataText.clean(json["artist"].string) { return artist }
    guard
      let name = MetadataText.clean(json["uploader"].string) ?? MetadataText.clean(json["channel"].string)
    else { return nil }
    let suffix = " - Topic"
    return name.hasSuffix(suffix) ? MetadataText.clean(String(name.dropLast(suffix.count))) : name
  }

  /// How long it plays.
  var duration: Duration? { Duration(plausibleSeconds: json["duration"].number) }

  /// The name of the playlist the entry is of.
  var playlistTitle: String? { MetadataText.clean(json["playlist_title"].text) }

  /// The name of a playlist that has been listed to its end, with entries or without.
  var listingTitle: String? { MetadataText.clean(json["listing"].text).flatMap { $0 == "NA" ? nil : $0 } }

  /// Whether this is no entry, but says that a playlist has come to its end.
  var isListingsEnd: Bool { json["listing"] != .null && json["id"] == .null }

  /// Whether the names are the song's and its artist's own, rather than those of whoever uploaded a video.
  var isOfficial: Bool {
    if json["track"].text != nil, json["artist"].string != nil || !json["artists"].elements.isEmpty {
      return true
    }
    return (json["uploader"].string ?? json["channel"].string)?.hasSuffix(" - Topic") == true
  }

  /// Who may see it, in yt-dlp's words: `public`, `unlisted`, `private`, `needs_auth`, `subscriber_only`, `premium_only`.
  var availability: String? { json["availability"].string }

  /// How many entries that playlist has.
  var playlistCount: Int? { json["playlist_count"].positive.map { Int(clamping: $0) } }

  /// The album, where there is one.
  var album: String? { MetadataText.clean(json["album"].text) }

  /// Whatever stands for an id, cleaned.
  var rawID: String? { MetadataText.clean(json["id"].text) }

  /// Where an entry of a playlist leads to.
  var pageURL: String? { json["url"].string.flatMap { MediaFacts.isUsable($0) ? $0 : nil } }

  /// yt-dlp's word for a live stream: `is_live`, `was_live`, `is_upcoming`, `not_live`.
  var liveStatus: String? { json["live_status"].string }

  /// The track with its media, resolved at `date`.
  ///
  /// - Throws: `live`, `noDirectFormat` when there is no single file to be had, `other` for an answer to something else.
  func track(for video: VideoID, at date: Date) throws(URLRefreshError) -> Track {
    if let id = json["id"].text, id != video.rawValue {
      throw URLRefreshError(kind: .other, exitCode: 0, evidence: "it answered for another video")
    }
    return Track(
      id: video, title: title ?? video.rawValue, artist: artist,
      album: album, duration: duration, media: try media(at: date))
  }

  private func media(at date: Date) throws(URLRefreshError) -> MediaSource {
    if liveStatus == "is_live" { throw URLRefreshError(kind: .live, exitCode: 0) }
    let delivery = json["protocol"].string ?? "https"
    guard delivery == "https" || delivery == "http" else {
      throw URLRefreshError(kind: .noDirectFormat, exitCode: 0, evidence: "it comes as \(delivery)")
    }
    guard let url = json["url"].string, MediaFacts.isUsable(url) else {
      throw URLRefreshError(kind: .noDirectFormat, exitCode: 0, evidence: "it has no http or https URL")
    }
    var media = MediaSource(url: url, resolvedAt: date)
    media.formatID = MetadataText.clean(json["format_id"].text).map(Rendition.family)
    media.language = language
    media.fileExtension = MetadataText.clean(json["ext"].string)
    media.contentType = MediaType.type(
      ofExtension: media.fileExtension, codec: json["acodec"].string, fallback: media.queryValue("mime"))
    media.length =
      Self.length(json["filesize"].positive) ?? Self.length(media.queryValue("clen").flatMap { Int64($0) })
    media.bitrate = bitrate(of: media)
    media.headers = headers
    media.chunkLimit = json["downloader_options"]["http_chunk_size"].positive.flatMap {
      $0 >= Self.smallestChunk ? $0 : nil
    }
    media.availableAt = json["available_at"].number.map { Date(unixSeconds: $0) }.flatMap {
      $0.timeIntervalSince1970 > 0 && $0 < date.addingTimeInterval(Self.longestWait) ? $0 : nil
    }
    return media
  }

  /// No song is larger.
  private static let largest: Int64 = 1 << 40
  /// A server that took only less would be no server of audio.
  private static let smallestChunk: Int64 = 16_384
  /// YouTube asks for seconds.
  private static let longestWait = 600.0

  private static func length(_ bytes: Int64?) -> Int64? {
    bytes.flatMap { $0 > 0 && $0 <= largest ? $0 : nil }
  }

  /// The language of the sound as YouTube writes it; `nil` for what is no language tag (RFC 5646 §2.1).
  private var language: String? {
    guard let tag = json["language"].string, (1...35).contains(tag.utf8.count) else { return nil }
    let isTag = tag.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    return isTag ? tag : nil
  }

  private func bitrate(of media: MediaSource) -> Int? {
    let stated = json["abr"].number
    let measured = media.length.flatMap { length in
      duration.map { Double(length) * 8 / 1000 / max($0.seconds, 1) }
    }
    guard let rate = stated ?? measured, rate >= 1, rate < 1e6 else { return nil }
    return Int(rate.rounded())
  }

  /// The header fields worth sending: not those that describe the connection or the range, which are the
  /// relay's own business.
  private var headers: [HeaderField] {
    json["http_headers"].members.sorted { $0.key < $1.key }.prefix(20).compactMap { name, value in
      guard let value = value.string, !Self.ownBusiness.contains(name.lowercased()) else { return nil }
      let field = HeaderField(name: name, value: value)
      return field.isSafe ? field : nil
    }
  }

  private static let ownBusiness: Set<String> = [
    "accept-encoding", "connection", "content-length", "expect", "host", "icy-metadata", "if-match",
    "if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "keep-alive",
    "proxy-authorization", "proxy-connection", "range", "sec-fetch-mode", "te", "trailer",
    "transfer-encoding", "upgrade",
  ]
}
