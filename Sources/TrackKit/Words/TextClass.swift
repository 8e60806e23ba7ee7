/// What a character does to the text around it. The code that cleans strangers' text decides what
/// becomes of a class; which characters belong to it is said here.
package enum TextClass: Sendable {
  /// It stands for itself.
  case plain
  /// Tabulator and ends of lines: white space that moves more than a cell.
  case blank
  /// C0, DEL and C1: a terminal takes them for commands.
  case control
  /// Marks, embeddings, overrides and isolates that turn the direction of the text around them (UAX #9).
  case direction
}

extension Unicode.Scalar {
  /// What this character does to the text around it.
  package var textClass: TextClass {
    switch value {
    case 0x20..<0x7F: .plain
    case 0x09, 0x0A, 0x0D, 0x2028, 0x2029: .blank
    case 0..<0x20, 0x7F...0x9F: .control
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: .direction
    default: .plain
    }
  }
}
