/// Media types as players want to hear them: a wrong one keeps MPD from playing.
enum MediaType {
  /// The type of a file by its extension, and by its codec where the extension leaves it open.
  ///
  /// - Parameters:
  ///   - fileExtension: yt-dlp's `ext`.
  ///   - codec: yt-dlp's `acodec`.
  ///   - fallback: another opinion for unknown extensions; it is checked.
  static func type(ofExtension fileExtension: String?, codec: String?, fallback: String?) -> String? {
    switch fileExtension?.lowercased() {
    case "webm", "weba": "audio/webm"
    case "m4a": "audio/mp4"
    case "mp4", "m4v": "video/mp4"
    case "mp3": "audio/mpeg"
    case "opus", "ogg", "oga": "audio/ogg"
    case "aac": "audio/aac"
    case "flac": "audio/flac"
    case "wav": "audio/wav"
    case "mka": "audio/x-matroska"
    case "3gp": "video/3gpp"
    default: checked(fallback) ?? type(ofCodec: codec)
    }
  }

  private static func type(ofCodec codec: String?) -> String? {
    guard let codec = codec?.lowercased() else { return nil }
    if codec.hasPrefix("opus") || codec.hasPrefix("vorbis") { return "audio/webm" }
    if codec.hasPrefix("mp4a") || codec.hasPrefix("aac") { return "audio/mp4" }
    return codec.hasPrefix("mp3") ? "audio/mpeg" : nil
  }

  private static func checked(_ type: String?) -> String? {
    guard let type, type.hasPrefix("audio/") || type.hasPrefix("video/") else { return nil }
    let subtype = type.utf8.dropFirst(6)
    let isToken = subtype.allSatisfy {
      ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || "+-.".utf8.contains($0)
    }
    return !subtype.isEmpty && subtype.count <= 64 && isToken ? type : nil
  }
}
