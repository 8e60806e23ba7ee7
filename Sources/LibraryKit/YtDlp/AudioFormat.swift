import TrackKit

/// Which of a video's formats is played (`audio_format`).
public enum AudioFormat: Sendable, Equatable {
  /// Opus at 130 kbit/s, the best that YouTube has for everybody.
  case opus
  /// AAC at 130 kbit/s, for players without opus.
  case aac
  /// Opus or AAC at 256 kbit/s, which YouTube gives to members of Premium; else opus.
  case best
  /// Whatever this selector of yt-dlp's chooses.
  case selector(String)

  /// Reads the configuration's word: `opus`, `aac`, `best`, or a selector.
  public init(_ text: String) {
    switch text {
    case "opus", "": self = .opus
    case "aac": self = .aac
    case "best": self = .best
    default: self = .selector(text)
    }
  }

  /// The format as a selector of yt-dlp's.
  ///
  /// Each number of YouTube's is looked for with and without the place in a list that yt-dlp puts behind it where
  /// there are several languages; among those, yt-dlp takes the original one. Behind them comes anything of sound
  /// alone, and at last files with a picture.
  public var selector: String {
    let itags: [Int]
    switch self {
    case .opus: itags = [251, 140, 250, 249]
    case .aac: itags = [140, 251, 139, 250, 249]
    case .best: itags = [774, 141, 251, 140, 250, 249]
    case .selector(let text): return text
    }
    return (itags.map { FormatSelector.family("\($0)") } + [FormatSelector.any]).joined(separator: "/")
  }
}

/// Parts of yt-dlp's selectors. A format of ours is one file over HTTP: `[protocol^=http]` would let fragments in.
enum FormatSelector {
  private static let isFile = "[protocol~='^https?$']"

  /// The best that there is: sound alone, else the smallest file with a picture that is known to be whole.
  static let any = "ba\(isFile)/18/b\(isFile)"

  /// Whatever has sound; the pictures of a live stream can't be left out, but need not be large.
  static let piped = "ba/b[height<=?360]/w"

  /// A format by its number, whatever its place among the languages.
  static func family(_ formatID: String) -> String {
    "ba[format_id~='^\(escaped(formatID))(-[0-9]+)?$']\(isFile)"
  }

  /// A rendition; what is not known of it, or of a format, decides nothing.
  static func rendition(_ wanted: Rendition) -> String {
    var filters = "[format_id~='^\(escaped(wanted.formatID))(-[0-9]+)?$']"
    if let language = wanted.language { filters += "[language~=?'^\(escaped(language))$']" }
    if let length = wanted.length { filters += "[filesize=?\(length)]" }
    return ["ba", "b"].map { $0 + filters + isFile }.joined(separator: "/")
  }

  /// `text` for a regular expression between single quotes: it stands for itself.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      let isPlain = character.isASCII && (character.isLetter || character.isNumber || character == "_")
      result += isPlain ? "\(character)" : "\\\(character)"
    }
    return result
  }
}
