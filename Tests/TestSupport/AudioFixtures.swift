public import FoundationEssentials
import Glibc
public import LoopbackOrigin
import Subprocess

/// A real audio file made by ffmpeg: the same bytes for the same format, length and tone.
///
/// Files are kept in the temporary folder of this user, so that only the first run of the tests makes them.
public struct AudioFixture: Sendable, Equatable {
  /// The encodings the program has to do with.
  public enum Format: String, Sendable, CaseIterable {
    /// Opus in WebM with its cues at the front, as YouTube's 251.
    case webmOpus
    /// AAC in MP4 with the moov box first.
    case m4aFaststart
    /// AAC in MP4 with the moov box last.
    case m4aMoovAtEnd
    /// AAC in fragmented MP4, as YouTube's 140.
    case m4aFragmented
    /// MP3 with a constant bit rate.
    case mp3

    /// The media type.
    public var contentType: String {
      switch self {
      case .webmOpus: "audio/webm"
      case .m4aFaststart, .m4aMoovAtEnd, .m4aFragmented: "audio/mp4"
      case .mp3: "audio/mpeg"
      }
    }

    /// The extension of its files.
    public var fileExtension: String {
      switch self {
      case .webmOpus: "webm"
      case .m4aFaststart, .m4aMoovAtEnd, .m4aFragmented: "m4a"
      case .mp3: "mp3"
      }
    }

    /// YouTube's number for the format; MP3, which YouTube has not, gets one of ours.
    public var itag: Int {
      switch self {
      case .webmOpus: 251
      case .m4aFaststart, .m4aMoovAtEnd, .m4aFragmented: 140
      case .mp3: 901
      }
    }

    fileprivate var encoding: [String] {
      switch self {
      case .webmOpus: ["-c:a", "libopus", "-b:a", "128k", "-cues_to_front", "1"]
      case .m4aFaststart: ["-c:a", "aac", "-b:a", "128k", "-movflags", "+faststart"]
      case .m4aMoovAtEnd: ["-c:a", "aac", "-b:a", "128k"]
      case .m4aFragmented:
        [
          "-c:a", "aac", "-b:a", "128k", "-movflags", "+frag_keyframe+empty_moov+default_base_moof",
          "-frag_duration", "5000000",
        ]
      case .mp3: ["-c:a", "libmp3lame", "-b:a", "128k"]
      }
    }
  }

  /// ffmpeg could not make the file.
  public struct Failure: Error, CustomStringConvertible {
    /// What ffmpeg said.
    public let description: String
  }

  /// How it is encoded.
  public let format: Format
  /// Where it is.
  public let url: URL
  /// How long it plays.
  public let duration: Duration
  /// The whole file.
  public let bytes: [UInt8]

  /// The file of `format` that plays for `seconds`; made when it is not there yet.
  ///
  /// - Parameters:
  ///   - tone: which of many distinct tones, from 0.
  /// - Throws: ``Failure`` when ffmpeg refuses, or what Foundation says about the folder.
  public static func make(_ format: Format, seconds: Int = 10, tone: Int = 0) async throws -> AudioFixture {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ytmpd-tui-fixtures-\(getuid())")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let name = "\(format.rawValue)-\(seconds)s-\(tone).\(format.fileExtension)"
    let url = folder.appending(path: name)
    if !FileManager.default.fileExists(atPath: url.path) {
      // Under a name of its own first: tests that run at the same time must not see half a file.
      let draft = folder.appending(path: "\(UInt64.random(in: 0...(.max)))-\(name)")
      try await encode(format, seconds: seconds, tone: tone, to: draft.path)
      guard rename(draft.path, url.path) == 0 else {
        throw Failure(description: "cannot rename to \(url.path)")
      }
    }
    return AudioFixture(
      format: format, url: url, duration: .seconds(seconds), bytes: [UInt8](try Data(contentsOf: url)))
  }

  /// The file as an origin serves it under `id`.
  public func asset(id: String) -> Asset {
    Asset(id: id, itag: format.itag, contentType: format.contentType, bytes: bytes)
  }

  private static func encode(_ format: Format, seconds: Int, tone: Int, to path: String) async throws {
    // Noise under the tone keeps the encoders at their bit rate: a pure tone would make tiny files.
    let sources =
      "sine=frequency=\(220 + 55 * tone):sample_rate=48000:duration=\(seconds)[tone];"
      + "anoisesrc=color=pink:seed=\(tone + 1):amplitude=0.2:sample_rate=48000:duration=\(seconds)[noise];"
      + "[tone][noise]amix=inputs=2,aformat=channel_layouts=stereo"
    let arguments =
      ["-nostdin", "-hide_banner", "-loglevel", "error", "-y", "-filter_complex", sources]
      + ["-t", String(seconds)] + format.encoding + ["-fflags", "+bitexact", "-flags:a", "+bitexact", path]
    let outcome = try await Subprocess.run(
      .name("ffmpeg"), arguments: Arguments(arguments), output: .discarded, error: .string(limit: 1 << 16))
    guard outcome.terminationStatus.isSuccess else {
      throw Failure(description: "ffmpeg: \(outcome.standardError)")
    }
  }
}
