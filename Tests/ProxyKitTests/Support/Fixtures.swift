import Foundation
import LoopbackOrigin

@testable import ProxyKit

extension VideoID {
  /// The id most tests use.
  static let test = valid("dQw4w9WgXcQ")
  /// Another one; ids may begin with a hyphen.
  static let other = valid("-bcdefghijk")

  private static func valid(_ text: String) -> VideoID {
    guard let id = VideoID(text) else { preconditionFailure("\(text) is no video id") }
    return id
  }
}

/// Bytes no stretch of which is like another.
func patternedBytes(_ count: Int) -> [UInt8] {
  var generator = SplitMix64(seed: 42)
  var bytes = [UInt8](repeating: 0, count: count)
  bytes.withUnsafeMutableBytes { buffer in
    var offset = 0
    while offset + 8 <= count {
      buffer.storeBytes(of: generator.next(), toByteOffset: offset, as: UInt64.self)
      offset += 8
    }
  }
  return bytes
}

/// Whether the two are the same; asked in a call, because an expectation would print megabytes of both.
func isSame(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  left.count == right.count && memcmp(left, right, left.count) == 0
}
