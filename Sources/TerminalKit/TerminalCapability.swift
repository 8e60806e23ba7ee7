import CNcurses

/// What the database says of the terminal that ncurses has open.
package enum TerminalCapability {
  /// The bytes of a capability without parameters, without padding; none when the terminal lacks it.
  package static func sequence(_ name: String) -> [UInt8] {
    var buffer = [CChar](repeating: 0, count: 128)
    let length = cncurses_sequence(name, &buffer, buffer.count)
    return buffer[..<length].map { UInt8(bitPattern: $0) }
  }
}
