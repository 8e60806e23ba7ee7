/// One recording of a track in one form: what stays the same when its URL is replaced, so that bytes of two URLs may
/// be joined.
///
/// yt-dlp's `format_id` does not tell: of several languages each gets the format's number and a place in that one
/// answer's list, as in `251-1`, and the next answer may swap the places.
public struct Rendition: Sendable, Hashable {
  /// YouTube's number of the format, such as `251`; with a mark behind it for one that YouTube has treated, as in
  /// `251-drc`. Never with a place in a list.
  public var formatID: String
  /// The language as YouTube writes it, such as `en-US`; `nil` when not known.
  public var language: String?
  /// The exact size in bytes, `nil` when not known.
  public var length: Int64?
  /// When YouTube made the file (`lmt` in the URL's query), `nil` when not known.
  public var modified: String?

  /// A rendition; what is not given is not known.
  ///
  /// - Parameter formatID: yt-dlp's `format_id`, with or without a place in a list.
  public init(_ formatID: String, language: String? = nil, length: Int64? = nil, modified: String? = nil) {
    self.formatID = Self.family(of: formatID)
    self.language = language
    self.length = length
    self.modified = modified
  }

  /// Whether nothing that is known of both tells them apart.
  public func isSame(as other: Rendition) -> Bool {
    func agree<Fact: Equatable>(_ ours: Fact?, _ theirs: Fact?) -> Bool {
      guard let ours, let theirs else { return true }
      return ours == theirs
    }
    return formatID == other.formatID && agree(language, other.language) && agree(length, other.length)
      && agree(modified, other.modified)
  }

  /// The same with what `other`, which is the same rendition, knows besides.
  public func completed(by other: Rendition) -> Rendition {
    var rendition = self
    rendition.language = language ?? other.language
    rendition.length = length ?? other.length
    rendition.modified = modified ?? other.modified
    return rendition
  }

  /// What tells `other` apart from this one, for people; `nil` when nothing that is known of both does.
  public func difference(from other: Rendition) -> String? {
    if isSame(as: other) { return nil }
    if formatID != other.formatID { return "format \(other.formatID) instead of \(formatID)" }
    if let language, let theirs = other.language, language != theirs {
      return "language \(theirs) instead of \(language)"
    }
    if let length, let theirs = other.length, length != theirs {
      return "\(theirs) bytes instead of \(length)"
    }
    return "YouTube has made the file anew"
  }

  /// `format_id` without the place in a list that yt-dlp puts behind it where several formats have one number.
  public static func family(of formatID: String) -> String {
    guard let dash = formatID.lastIndex(of: "-") else { return formatID }
    let (number, place) = (formatID.prefix { $0 != "-" }, formatID[dash...].dropFirst())
    let areNumbers = [number, place].allSatisfy { part in
      !part.isEmpty && part.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
    return areNumbers ? String(formatID[..<dash]) : formatID
  }
}

extension MediaSource {
  /// Which rendition is there, `nil` when neither yt-dlp nor the URL has told.
  public var rendition: Rendition? {
    guard let formatID = formatID ?? queryValue("itag") else { return nil }
    return Rendition(
      formatID, language: language ?? Self.language(inTags: queryValue("xtags")),
      length: length ?? queryValue("clen").flatMap { Int64($0) }.flatMap { $0 > 0 ? $0 : nil },
      modified: modified ?? queryValue("lmt"))
  }

  /// The language in the URL's `xtags`, such as `acont=original:lang=en-US`.
  private static func language(inTags tags: String?) -> String? {
    guard let tags else { return nil }
    for tag in tags.split(separator: ":") where tag.hasPrefix("lang=") {
      let language = String(tag.dropFirst("lang=".count))
      // As yt-dlp writes it, which tells the description of what is to be seen from the speech itself.
      return tags.contains("acont=descriptive") ? language + "-desc" : language
    }
    return nil
  }
}
