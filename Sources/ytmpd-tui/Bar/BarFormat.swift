import ConfigurationKit
import TrackKit

/// A text with fields in it: `{artist} - {title} {state}`. `{{` and `}}` stand for braces.
struct BarFormat: Sendable, Equatable {
  private enum Part: Sendable, Equatable {
    case text(String)
    case field(BarField)
  }

  /// What is wrong with a format.
  struct Problem: Error, Equatable, CustomStringConvertible {
    let description: String
  }

  private var parts: [Part] = []

  /// The fields that it has.
  var fields: Set<BarField> {
    Set(
      parts.compactMap { part in
        guard case .field(let field) = part else { return nil }
        return field
      })
  }

  /// Reads a format.
  ///
  /// - Throws: ``Problem``, in words for the person who wrote it.
  init(_ text: String) throws(Problem) {
    var rest = Substring(text)
    var plain = ""
    while let character = rest.popFirst() {
      switch character {
      case "{" where rest.first == "{", "}" where rest.first == "}":
        rest.removeFirst()
        plain.append(character)
      case "{":
        guard let end = rest.firstIndex(of: "}") else {
          throw Problem(description: "the format has a { without }; {{ stands for {")
        }
        if !plain.isEmpty { parts.append(.text(plain)) }
        plain = ""
        parts.append(.field(try Self.field(String(rest[..<end]))))
        rest = rest[rest.index(after: end)...]
      case "}": throw Problem(description: "the format has a } without {; }} stands for }")
      default: plain.append(character)
      }
    }
    if !plain.isEmpty { parts.append(.text(plain)) }
  }

  private static func field(_ name: String) throws(Problem) -> BarField {
    if let field = BarField(rawValue: name) { return field }
    let names = BarField.allCases.map(\.rawValue)
    let hint = Spelling.nearest(to: name, among: names).map { "Did you mean {\($0)}?" }
    throw Problem(
      description: "unknown field {\(TerminalText.clean(name))}. "
        + (hint ?? "There are: \(names.joined(separator: ", "))."))
  }

  /// The text for `facts` at a moment: one line, without control characters.
  ///
  /// - Parameter escape: makes the text of a field harmless for whoever reads the line.
  func line(
    _ facts: BarFacts, at instant: ContinuousClock.Instant, escape: (String) -> String = { $0 }
  ) -> String {
    parts.map { part in
      switch part {
      case .text(let text): TerminalText.clean(text)
      case .field(let field): escape(TerminalText.clean(facts.text(of: field, at: instant)))
      }
    }.joined()
  }
}
