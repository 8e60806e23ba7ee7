import CNcurses
import Glibc

/// Sixteen million colours for a terminal whose entry in the terminal database knows of 256 only.
///
/// COLORTERM is how terminals say that they take red, green and blue in the sequences for colours; the database's
/// entries with that name (`xterm-direct`) are rarely installed. So ncurses is handed a description of our own: the
/// terminal's, with these sequences in place of the palette's. It goes through the variable TERMINFO, which may hold
/// a whole description.
package enum DirectColour {
  /// Puts the description in place for the next terminal that ncurses opens.
  ///
  /// Call it while the process has one thread: it changes the environment. Does nothing where the terminal promises
  /// no such colours, or the database already knows of them.
  package static func prepare(environment: [String: String]) {
    guard ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? ""), let name = environment["TERM"],
      cncurses_open_description(name, STDOUT_FILENO) != 0
    else { return }
    defer { cncurses_close_description() }
    let colours = cncurses_number("colors")
    guard (256...65536).contains(colours) else { return }
    let description = CompiledTerminfo(
      name: name,
      flags: capabilities(cncurses_flag_name) { cncurses_flag($0) > 0 },
      numbers: capabilities(cncurses_number_name) { Int32(cncurses_number($0)) },
      strings: capabilities(cncurses_string_name) { name in
        cncurses_raw_sequence(name).map { Array(String(cString: $0).utf8) }
      }
    ).withDirectColours()
    setenv("TERMINFO", description.text, 1)
  }

  /// The values of all capabilities of a kind, with their names in the database's order.
  private static func capabilities<Value>(
    _ name: (Int32) -> UnsafePointer<CChar>?, value: (UnsafePointer<CChar>) -> Value
  ) -> [(name: String, value: Value)] {
    var values: [(String, Value)] = []
    while let pointer = name(Int32(values.count)) {
      values.append((String(cString: pointer), value(pointer)))
    }
    return values
  }
}
