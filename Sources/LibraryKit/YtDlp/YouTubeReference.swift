import FoundationEssentials
public import TrackKit

/// What people mean by what they paste: an id, the URL of a video, or of something with many.
public enum YouTubeReference: Sendable, Equatable {
  /// One video.
  case video(VideoID)
  /// A playlist, an album, a channel or a search, in yt-dlp's words.
  case playlist(String)

  /// Reads `text`; `nil` when it is neither an id nor a URL of YouTube's nor one of yt-dlp's own keywords.
  ///
  /// A video inside a playlist counts as the video, unless it is the head of a radio, which has no page of
  /// its own.
  public init?(_ text: String) {
    let words = MetadataText.clean(text) ?? ""
    if Self.isSearch(words) {
      self = .playlist(words)
      return
    }
    let text = text.filter { !$0.isWhitespace }
    if let id = VideoID(text[...]) {
      self = .video(id)
      return
    }
    if text.hasPrefix(":yt") {
      self = .playlist(text)
      return
    }
    guard let (url, parts, host) = Self.address(text), Self.isYouTube(host) else { return nil }
    self = Self.video(in: parts, host: host).map(Self.video) ?? .playlist(url)
  }

  /// What is wrong with `text`, which is no reference, in one sentence.
  public static func problem(with text: String) -> String {
    let shown = TerminalText.quote(String((MetadataText.clean(text) ?? "").prefix(100)))
    let text = text.filter { !$0.isWhitespace }
    if let (url, _, host) = address(text), url == text {
      return "Not a YouTube link, but one to \(TerminalText.clean(host)): \(shown)"
    }
    return "Not a YouTube link or video ID: \(shown)"
  }

  /// The playlist that the URL of a single video in it names besides; `nil` for none.
  public static func playlist(around text: String) -> String? {
    guard case .video = YouTubeReference(text), let (_, parts, _) = address(text.filter { !$0.isWhitespace }),
      let list = parts.queryItems?.first(where: { $0.name == "list" })?.value, !list.isEmpty,
      list.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") })
    else { return nil }
    return "https://www.youtube.com/playlist?list=\(list)"
  }

  /// `text` as a URL, with or without its scheme.
  private static func address(_ text: String) -> (url: String, parts: URLComponents, host: String)? {
    let start = text.prefix(8).lowercased()
    let url = start.hasPrefix("http://") || start.hasPrefix("https://") ? text : "https://\(text)"
    guard let parts = URLComponents(string: url), let host = parts.encodedHost?.lowercased(), !host.isEmpty
    else { return nil }
    return (url, parts, host)
  }

  /// The radio that YouTube makes of a track, as yt-dlp's URL.
  public static func radio(of id: VideoID) -> String { "\(id.watchURL)&list=RDAMVM\(id)" }

  /// A search for `words` with at most `count` results, in yt-dlp's own scheme.
  public static func search(_ words: String, count: Int) -> String {
    "ytsearch\(min(max(count, 1), 500)):\(MetadataText.clean(words) ?? "")"
  }

  /// Whether `url` is of YouTube's, so that what YouTube says may lead there.
  static func leadsToYouTube(_ url: String) -> Bool {
    guard let parts = URLComponents(string: url), let host = parts.encodedHost?.lowercased() else {
      return false
    }
    return ["http", "https"].contains(parts.scheme?.lowercased()) && isYouTube(host)
  }

  private static func isYouTube(_ host: String) -> Bool {
    host == "youtu.be" || host == "youtube.com" || host.hasSuffix(".youtube.com")
  }

  /// Whether `text` is a search in yt-dlp's own scheme: `ytsearch:`, `ytsearch20:`, `ytsearchall:`, and those
  /// of the newest, with words behind.
  private static func isSearch(_ text: String) -> Bool {
    guard text.hasPrefix("ytsearch"), let colon = text.firstIndex(of: ":") else { return false }
    var count = text[..<colon].dropFirst("ytsearch".count)
    if count.hasPrefix("date") { count = count.dropFirst("date".count) }
    return (count.isEmpty || count == "all" || count.allSatisfy { $0.isASCII && $0.isNumber })
      && !text[colon...].dropFirst().allSatisfy(\.isWhitespace)
  }

  private static func video(in parts: URLComponents, host: String) -> VideoID? {
    let query = parts.queryItems ?? []
    func value(_ name: String) -> String? { query.first { $0.name == name }?.value }
    let folders = parts.path.split(separator: "/")
    if host == "youtu.be" { return folders.first.flatMap { VideoID($0) } }
    guard host == "youtube.com" || host.hasSuffix(".youtube.com") else { return nil }
    switch folders.first {
    case "watch":
      if value("list")?.hasPrefix("RD") == true { return nil }
      return value("v").flatMap { VideoID($0[...]) }
    case "shorts", "embed", "live", "v", "e":
      return folders.count > 1 ? VideoID(folders[1]) : nil
    default:
      return nil
    }
  }
}
