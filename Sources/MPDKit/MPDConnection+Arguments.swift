import CMPDClient
import Glibc

/// The arguments of commands.
extension MPDConnection {
  /// Refuses what would break the protocol's lines or libmpdclient's buffer.
  static func check(argument: String, named name: String) throws(MPDError) {
    var length = 0
    for byte in argument.utf8 {
      guard byte != 0x0A, byte != 0x0D, byte != 0 else { throw .invalidArgument("\(name) has a line break") }
      length += byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") ? 2 : 1
    }
    guard length < 3500 else { throw .invalidArgument("\(name) is too long") }
  }

  /// Calls `body` with C strings that are valid during the call, and `nil` for each argument that is not there.
  static func withPointers<Result>(
    _ strings: [String], _ body: ([UnsafePointer<CChar>?]) -> Result
  ) -> Result {
    precondition(strings.count <= Int(CMPDCLIENT_ARGUMENTS), "a command with more arguments than expected")
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    let none = [UnsafePointer<CChar>?](repeating: nil, count: Int(CMPDCLIENT_ARGUMENTS) - strings.count)
    return body(copies.map { $0.map { UnsafePointer($0) } } + none)
  }
}
