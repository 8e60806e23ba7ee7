import Foundation
public import LoopbackOrigin
import Subprocess

/// A track in fragments of two seconds with their playlist (RFC 8216), made by ffmpeg.
public struct HLSFixture: Sendable {
  /// What the fragments are.
  public enum Container: String, Sendable, CaseIterable {
    /// AAC in MPEG-TS.
    case transportStream
    /// AAC in fragmented MP4, with a beginning of its own.
    case fragmentedMP4

    /// The media type that the whole has.
    public var contentType: String { self == .transportStream ? "video/mp2t" : "audio/mp4" }
  }

  /// What the fragments are.
  public let container: Container
  /// The playlist's lines.
  public let playlist: String
  /// The fragments in their order, the beginning of fragmented MP4 first.
  public let fragments: [(name: String, bytes: [UInt8])]

  /// All fragments, one behind the other: what a download of it is.
  public var bytes: [UInt8] { fragments.flatMap(\.bytes) }

  /// Makes a track that plays for `seconds`.
  ///
  /// - Throws: ``AudioFixture/Failure`` when ffmpeg refuses, or what Foundation says about the folder.
  public static func make(_ container: Container, seconds: Int) async throws -> HLSFixture {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ytmpd-tui-hls-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer {
      // A folder that stays behind in the temporary directory harms no test.
      try? FileManager.default.removeItem(at: folder)
    }
    let kind = container == .transportStream ? "mpegts" : "fmp4"
    let source = "sine=frequency=330:sample_rate=48000:duration=\(seconds)"
    let arguments =
      [
        "-nostdin", "-hide_banner", "-loglevel", "error", "-f", "lavfi", "-i", source, "-c:a", "aac", "-b:a",
        "128k",
      ]
      + [
        "-hls_time", "2", "-hls_list_size", "0", "-hls_segment_type", kind, "-f", "hls",
        folder.path + "/list.m3u8",
      ]
    let outcome = try await Subprocess.run(
      .name("ffmpeg"), arguments: Arguments(arguments), output: .discarded, error: .string(limit: 1 << 16))
    guard outcome.terminationStatus.isSuccess else {
      throw AudioFixture.Failure(description: "ffmpeg: \(outcome.standardError)")
    }
    let playlist = try String(contentsOf: folder.appending(path: "list.m3u8"), encoding: .utf8)
    var names = playlist.split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init)
    if container == .fragmentedMP4 { names.insert("init.mp4", at: 0) }
    return HLSFixture(
      container: container, playlist: playlist,
      fragments: try names.map { ($0, [UInt8](try Data(contentsOf: folder.appending(path: $0)))) })
  }

  /// Has `origin` answer with it below `/hls/{name}/`.
  ///
  /// - Parameter fragment: what comes in place of a fragment, by its number; `nil` for the fragment itself.
  /// - Returns: the playlist's URL.
  @discardableResult
  public func publish(
    on origin: LoopbackOrigin, as name: String, fragment: @escaping @Sendable (Int) -> Page? = { _ in nil }
  ) -> String {
    let (folder, text, type) = ("/hls/\(name)/", Array(playlist.utf8), container.contentType)
    origin.publish(folder + "list.m3u8") { .bytes(text, contentType: "application/vnd.apple.mpegurl") }
    for (number, (file, bytes)) in fragments.enumerated() {
      origin.publish(folder + file) { fragment(number) ?? .bytes(bytes, contentType: type) }
    }
    return "http://\(origin.authority)\(folder)list.m3u8"
  }

  /// The playlist as it is while the track is live and so many fragments have been made.
  public func live(_ count: Int) -> [UInt8] {
    var lines: [Substring] = []
    var left = count
    for line in playlist.split(separator: "\n") where !line.hasPrefix("#EXT-X-ENDLIST") {
      if !line.hasPrefix("#") {
        guard left > 0 else { break }
        left -= 1
      } else if line.hasPrefix("#EXTINF"), left == 0 {
        break
      }
      lines.append(line)
    }
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }
}
