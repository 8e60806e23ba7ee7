/// The program behind a request, such as `MPD 0.23.12`: read once from its User-Agent, and safe to display.
public struct ClientProgram: Sendable, Hashable, CustomStringConvertible {
  /// Name and version as people know them: no control characters, at most 32 characters unless it is MPD.
  public let description: String
  /// Whether it is MPD.
  public let isMPD: Bool

  /// The product name in MPD's User-Agent.
  private static let productOfMPD = "Music Player Daemon"
  /// MPD's short name.
  private static let nameOfMPD = "MPD"

  /// Reads a User-Agent (RFC 9110 §10.1.5), which may be anything; a missing one is empty.
  public init(userAgent: String) {
    isMPD = userAgent.hasPrefix(Self.productOfMPD)
    let agent = Self.withoutControls(userAgent.unicodeScalars.prefix(256))
    if isMPD {
      description = "\(Self.nameOfMPD) \(agent.dropFirst(Self.productOfMPD.count).trimmed)".trimmed
    } else {
      description = agent.isEmpty ? "unknown" : Self.firstProduct(agent)
    }
  }

  /// A program by its ``description``.
  public init(_ description: String) {
    self.description = description
    isMPD = description == Self.nameOfMPD || description.hasPrefix(Self.nameOfMPD + " ")
  }

  private static func withoutControls(_ scalars: Substring.UnicodeScalarView) -> String {
    guard scalars.contains(where: isControl) else { return String(scalars) }
    return String(scalars.map { isControl($0) ? " " : Character($0) })
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool { scalar.value < 32 || scalar.value == 127 }

  /// "mpv 0.35.1", "VLC/3.0.18 LibVLC/3.0.18", "Mozilla/5.0 (…)": the first product is the program.
  private static func firstProduct(_ agent: String) -> String {
    let product = agent.split(separator: " ").first ?? ""
    let name = product.replacing("/", with: " ", maxReplacements: 1)
    let rest = agent.dropFirst(product.count).trimmed
    if !name.contains(" "), let version = rest.split(separator: " ").first, version.first?.isNumber == true {
      return String("\(name) \(version)".prefix(32))
    }
    return String(name.prefix(32))
  }
}

extension ClientProgram: ExpressibleByStringLiteral {
  /// A program by its ``description``.
  public init(stringLiteral description: String) { self.init(description) }
}

extension ClientProgram: Comparable {
  /// By ``description``.
  public static func < (left: ClientProgram, right: ClientProgram) -> Bool {
    left.description < right.description
  }
}

extension ClientProgram: Codable {
  /// Reads the ``description``, which is all that JSON holds of a program.
  public init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(String.self))
  }

  /// Writes the ``description``.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
