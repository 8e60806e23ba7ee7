import TrackKit

/// What yt-dlp says of itself and of what it found on this machine; read without the network.
public struct YtDlpInspection: Sendable, Equatable {
  /// A program that runs JavaScript for yt-dlp.
  public struct Runtime: Sendable, Equatable {
    /// Its name, such as `deno`.
    public var name: String
    /// Its version, `nil` when yt-dlp can't tell.
    public var version: String?
    /// Whether yt-dlp takes this version.
    public var isSupported: Bool

    /// A runtime.
    public init(name: String, version: String?, isSupported: Bool) {
      self.name = name
      self.version = version
      self.isSupported = isSupported
    }
  }

  /// yt-dlp's version, such as `2026.10.26`.
  public var version: String
  /// The JavaScript runtimes it found; `nil` from a version that knows of none, which is too old for YouTube.
  public var runtimes: [Runtime]?
  /// The version of `yt-dlp-ejs`, the scripts that a runtime is for; `nil` when it is not installed.
  public var scriptsVersion: String?

  /// The version of ffmpeg, without which yt-dlp delivers no live stream; `nil` when it found none.
  public var ffmpegVersion: String?
  /// The plug-ins that it has loaded, such as `getpot_bgutil`.
  public var plugIns: [String] = []

  /// An inspection from its parts.
  public init(version: String, runtimes: [Runtime]?, scriptsVersion: String?, ffmpegVersion: String? = nil) {
    self.version = version
    self.runtimes = runtimes
    self.scriptsVersion = scriptsVersion
    self.ffmpegVersion = ffmpegVersion
  }

  /// Reads what `yt-dlp --verbose` writes to standard error; `nil` when it names no version.
  init?(verbose text: String) {
    var version: String?
    for line in text.split(whereSeparator: \.isNewline) {
      guard line.hasPrefix("[debug] ") else { continue }
      let line = line.dropFirst("[debug] ".count)
      if let rest = Self.rest(of: line, after: "yt-dlp version ") {
        version = Self.version(in: rest)
      } else if let rest = Self.rest(of: line, after: "JS runtimes: ") {
        runtimes = Self.items(rest).compactMap(Self.runtime)
      } else if let rest = ["Extractor Plugins: ", "Post-Processor Plugins: "].lazy
        .compactMap({ Self.rest(of: line, after: $0) }).first
      {
        plugIns += Self.items(rest).compactMap { MetadataText.clean($0) }
      } else if let rest = Self.rest(of: line, after: "Optional libraries: ") {
        scriptsVersion = Self.items(rest).lazy.compactMap { Self.rest(of: $0, after: "yt_dlp_ejs-") }.first
      } else if let rest = Self.rest(of: line, after: "exe versions: ") {
        // `ffmpeg 5.1.6 (setts), ffprobe 5.1.6`
        ffmpegVersion = Self.items(rest).lazy.compactMap { Self.rest(of: $0, after: "ffmpeg ") }
          .first.map { String($0.prefix { !$0.isWhitespace }) }
      }
    }
    guard let version else { return nil }
    self.version = version
  }

  private static func rest(of text: some StringProtocol, after prefix: String) -> String? {
    text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : nil
  }

  /// `stable@2026.10.26 from …`: the channel is left out.
  private static func version(in text: String) -> String? {
    let word = text.prefix { !$0.isWhitespace }
    let version = word.split(separator: "@").last ?? ""
    return MetadataText.clean(String(version))
  }

  private static func items(_ text: String) -> [String] {
    text.split(separator: ",").map { String($0.drop(while: \.isWhitespace)) }
  }

  /// `deno-2.9.8`, `node-18.0.0 (unsupported)`, `bun (unknown)`; `nil` for `none`.
  private static func runtime(_ text: String) -> Runtime? {
    let words = text.split(separator: " ")
    guard let name = words.first, name != "none" else { return nil }
    let notes = words.dropFirst().joined(separator: " ")
    let dash = name.indices.first { index in
      let next = name.index(after: index)
      return name[index] == "-" && next < name.endIndex && name[next].isNumber
    }
    guard let dash else { return Runtime(name: String(name), version: nil, isSupported: false) }
    return Runtime(
      name: String(name[..<dash]), version: String(name[name.index(after: dash)...]),
      isSupported: !notes.contains("unsupported"))
  }
}
