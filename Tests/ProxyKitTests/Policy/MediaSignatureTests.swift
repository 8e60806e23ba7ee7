import TestSupport
import Testing

@testable import ProxyKit

@Suite struct MediaSignatureTests {
  private static let packets = (0..<22).flatMap { _ in [0x47] + [UInt8](repeating: 0xAA, count: 187) }
  /// An ID3v2 tag of `size` bytes behind its header.
  private static func tag(_ size: Int) -> [UInt8] {
    Array("ID3".utf8) + [4, 0, 0, 0, 0, UInt8(size >> 7), UInt8(size & 0x7F)]
      + [UInt8](repeating: 0xFF, count: size)
  }
  private static func box(_ name: String) -> [UInt8] {
    [0, 0, 0, 28] + Array(name.utf8) + Array("iso5".utf8)
  }
  private static let matroska: [UInt8] = [0x1A, 0x45, 0xDF, 0xA3, 0x9F, 0x42, 0x82, 0x84]

  @Test(
    arguments: [
      (matroska + Array("webm".utf8), "audio/webm", nil),
      (matroska + Array("matroska".utf8), "audio/x-matroska", nil),
      (Array("OggS".utf8) + [0, 2], "audio/ogg", nil), (Array("fLaC".utf8), "audio/flac", nil),
      (Array("RIFF1234WAVEfmt ".utf8), "audio/wav", nil),
      (Array("RIFF1234AVI ".utf8), "application/octet-stream", nil),
      (box("ftyp"), "audio/mp4", nil), (box("styp"), "audio/mp4", nil), (box("moof"), "audio/mp4", nil),
      (packets, "video/mp2t", 188), (Array(packets.prefix(200)), "video/mp2t", 188),
      (Array(packets.prefix(188)), "application/octet-stream", nil),
      ([0x47] + [UInt8](repeating: 0, count: 500), "application/octet-stream", nil),
      ([0xFF, 0xF1, 0x50, 0x80], "audio/aac", 1), ([0xFF, 0xF9, 0x50, 0x80], "audio/aac", 1),
      ([0xFF, 0xFB, 0x90, 0x00], "audio/mpeg", 1), ([0xFF, 0xF3, 0x90, 0x00], "audio/mpeg", 1),
      (tag(63) + [0xFF, 0xF1, 0x50], "audio/aac", 1),
      (tag(300) + tag(10) + [0xFF, 0xFB, 0x90], "audio/mpeg", 1),
      (tag(63), "application/octet-stream", nil), (Array("ID3".utf8), "application/octet-stream", nil),
      ([0xFF, 0x01], "application/octet-stream", nil), ([0xFF], "application/octet-stream", nil),
      ([], "application/octet-stream", nil), (Array("<!DOCTYPE html>".utf8), "application/octet-stream", nil),
    ] as [([UInt8], String, Int64?)])
  func containerIsKnownByItsFirstBytes(bytes: [UInt8], type: String, alignment: Int64?) {
    let signature = MediaSignature(bytes)
    #expect(signature.type == type)
    #expect(signature.alignment == alignment)
  }

  /// What ffmpeg itself makes.
  @Test(arguments: AudioFixture.Format.allCases) func realFiles(format: AudioFixture.Format) async throws {
    let file = try await AudioFixture.make(format, seconds: 2)
    #expect(MediaSignature(Array(file.bytes.prefix(MediaSignature.enough))).type == format.contentType)
  }

  @Test func nothingMakesItFall() {
    var seed: UInt64 = 1
    for length in 0..<600 {
      let bytes = (0..<length % 40).map { _ -> UInt8 in
        seed = seed &* 6_364_136_223_846_793_005 &+ 1
        return UInt8(truncatingIfNeeded: seed >> 56)
      }
      for start in ["", "ID3", "RIFF", "\u{47}", "OggS"] { _ = MediaSignature(Array(start.utf8) + bytes) }
    }
  }
}
