import Foundation
import Testing

@testable import ConfigurationKit

/// The JSON schema of the configuration file, held against the loader.
struct SettingSchemaTests {
  private static let vocabulary = Vocabulary(
    themes: ["standard", "nord"], commands: ["quit", "next-view"], keys: ["enter"]
  ) { $0 == "enter" || $0.count == 1 }

  /// Values of every kind, right and wrong, in YAML.
  private static let values = [
    "", "null", "~", "0", "1", "2", "5", "10", "16", "17", "99", "255", "256", "8080", "65535", "65536",
    "100000",
    "16_384", "1048576", "99999999999", "-1", "0.5", "2.5", "1e3", "true", "no", "On", "maybe", "any", "IPv4",
    "auto", "Never",
    "m3u", "XSPF", "DEBUG", "Critical", "opus", "best", "-f", "bestaudio[ext=webm]", "localhost", "::1",
    "192.168.1.2",
    "music.lan", "host:80", "host/path", "user@host", "\"two words\"", "\"\"", "\"line\\nbreak\"",
    "\"bell\\u0007\"", "none",
    "http://192.168.1.2:8080", "http://host/", "https://host/path", "http:///", "http://host?x", "ftp://host",
    "10 MiB",
    "512KiB", "2 gib", "1 TB", "/absolute/path", "~/home", "nord", "solarised", "*", "\"*\"",
    "https://example.org",
    "https://example.org:99999", "\"a.lan, b.lan\"", "[]", "[a.lan, b.lan]", "[\"*\"]",
    "[https://example.org]",
    "[null]", "[[]]", "[--cookies, ~/cookies.txt]", "[1, 2.5, true]", "{}", "{enter: quit}",
    "{enter: next_view}",
    "{enter: NONE}", "{enter: none}", "{enter: }", "{enter: dance}", "{enter: [quit]}",
    "[{name: A, url: \"https://example.org\"}]", "[{name: A, url: :ytfav}]", "[{name: A}]", "[{url: x}]",
    "[{name: \" \", url: x}]", "[{name: A, url: -x}]", "[{name: A, url: \"\"}]",
    "[{name: 5, url: x, more: y}]", "[A]",
  ]

  /// Whether the schema can't say what the loader does, and allows more: numbers of ports, whole numbers with an
  /// exponent, the range of grouped digits, the names of a person's own themes.
  private static func isCoarse(_ setting: Setting, _ value: String) -> Bool {
    if setting.allowed.hasPrefix("a whole number") || setting.allowed.hasPrefix("a number") {
      return ["1e3", "16_384"].contains(value)
    }
    if setting.allowed.hasPrefix("a size") { return value == "1e3" }
    if setting.key == "theme" { return true }
    let others = [
      "allowed_origins https://example.org:99999", "source_address -1", "audio_format -1",
    ]
    return others.contains(
      "\(setting.key) \(value)")
  }

  /// Whether the loader takes `node` for the setting's value.
  private static func takes(_ setting: Setting, _ node: ConfigurationNode) -> Bool {
    if node.shape == .null { return true }
    var configuration = SettingReference.defaults
    let directories = UserDirectories(environment: ["HOME": "/home"])
    do {
      try setting.apply(
        &configuration,
        SettingValue(node: node, directories: directories, folder: "/", vocabulary: vocabulary))
      return true
    } catch { return false }
  }

  /// YAML 1.2's reading of `node`, which editors check.
  private static func json(_ node: ConfigurationNode) -> Any {
    switch node.shape {
    case .null: return NSNull()
    case .scalar(let text, quoted: true): return text
    case .scalar(let text, quoted: false):
      if let number = Int(text) { return number }
      if text.allSatisfy({ $0.isNumber || ".e+-".contains($0) }), let number = Double(text) { return number }
      return ["true": true, "false": false][text.lowercased()] ?? text as Any
    case .list(let items): return items.map(json)
    case .mapping(let entries): return Dictionary(entries.map { ($0.key, json($0.value)) }) { $1 }
    }
  }

  private static func schema() throws -> Any {
    try JSONSerialization.jsonObject(with: Data(SettingSchema.json(vocabulary).utf8))
  }

  @Test(arguments: Setting.all)
  func `allows what the loader takes, and nothing else`(setting: Setting) throws {
    let schema = try Self.schema()
    for value in Self.values {
      let text = "\(setting.key): \(value)"
      let entries: [ConfigurationNode.Entry]
      // What is no YAML is none for an editor either.
      do { entries = try ConfigurationDocument.entries(of: text, file: "x") } catch { continue }
      let document = Self.json(.init(shape: .mapping(entries), origin: .option("")))
      let verdict = try SchemaVerdict.allows(schema, document)
      if verdict, Self.isCoarse(setting, value) { continue }
      #expect(verdict == Self.takes(setting, try #require(entries.first).value), "\(text)")
    }
  }

  @Test func `knows the keys that the loader knows`() throws {
    let schema = try Self.schema()
    for key in Setting.all.map(\.key) + Setting.foreign {
      #expect(try SchemaVerdict.allows(schema, [key: NSNull()]))
    }
    #expect(try !SchemaVerdict.allows(schema, ["proxy_prot": 8080]))
    #expect(try SchemaVerdict.allows(schema, NSNull()) && !SchemaVerdict.allows(schema, [1] as [Any]))
  }

  @Test func `every default is allowed`() throws {
    let schema = try Self.schema()
    for setting in Setting.all {
      guard let text = setting.text(SettingReference.defaults) else { continue }
      let entries = try ConfigurationDocument.entries(of: "\(setting.key): \(text)", file: "x")
      let document = Self.json(.init(shape: .mapping(entries), origin: .option("")))
      #expect(try SchemaVerdict.allows(schema, document), "\(setting.key): \(text)")
    }
  }
}
