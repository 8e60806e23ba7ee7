import FoundationEssentials
import Testing

@testable import ConfigurationKit

/// The documents of the project, compared with the code and with each other.
struct SettingReferenceTests {
  private static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

  private static func read(_ document: String) throws -> String {
    try String(contentsOfFile: "\(root)/\(document)", encoding: .utf8)
  }

  // MARK: - Settings

  private static let begin = "<!-- settings: made by SettingReferenceTests with YTMPD_WRITE_DOCS=1 -->\n"
  private static let end = "\n<!-- settings: end -->"

  @Test func `docs-configuration has every setting as the code knows it`() throws {
    let document = "docs/configuration.md"
    let text = try Self.read(document)
    let begin = try #require(text.firstRange(of: Self.begin)).upperBound
    let end = try #require(text.firstRange(of: Self.end)).lowerBound
    let reference = "\n\(SettingReference.markdown)\n"
    if ProcessInfo.processInfo.environment["YTMPD_WRITE_DOCS"] == "1" {
      let written = text[..<begin] + reference + text[end...]
      try Data(written.utf8).write(to: URL(filePath: "\(Self.root)/\(document)"))
    } else {
      #expect(
        text[begin..<end] == reference,
        "run this test with YTMPD_WRITE_DOCS=1 in the environment to write the tables again")
    }
  }

  @Test func `docs-configuration names the keys that need a restart`() throws {
    let sentence = "These keys hold from the next start on: \(SettingReference.keysHeededAtStart)."
    let text = try Self.read("docs/configuration.md").split(whereSeparator: \.isNewline).joined(
      separator: " ")
    #expect(text.contains(sentence), "\(sentence)")
  }

  @Test(arguments: Setting.all)
  func `every setting has one sentence that says what it means`(setting: Setting) {
    #expect(setting.meaning.first?.isUppercase == true && setting.meaning.hasSuffix("."))
    #expect(!setting.meaning.dropLast().contains(". "))
    #expect(!setting.allowed.isEmpty && !"\(setting.allowed)\(setting.meaning)".contains("|"))
  }

  // MARK: - Links

  @Test func `every link to a file leads to one, and every link to a heading too`() throws {
    var documents = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md"]
    documents += try FileManager.default.contentsOfDirectory(atPath: "\(Self.root)/docs")
      .filter { $0.hasSuffix(".md") }.map { "docs/\($0)" }
    var count = 0
    for document in documents {
      let folder = document.split(separator: "/").dropLast().map(String.init)
      for link in Self.links(try Self.read(document)) where !link.contains(":") {
        count += 1
        let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let target = parts[0].isEmpty ? document : Self.path(String(parts[0]), from: folder)
        guard FileManager.default.fileExists(atPath: "\(Self.root)/\(target)") else {
          Issue.record("\(document): there is no \(target)")
          continue
        }
        guard parts.count == 2 else { continue }
        let anchors = Self.anchors(try Self.read(target))
        #expect(anchors.contains(String(parts[1])), "\(document): \(target) has no heading #\(parts[1])")
      }
    }
    #expect(count > 0)
  }

  /// The targets of links and pictures outside of code.
  private static func links(_ text: String) -> [String] {
    var isCode = false
    return text.split(separator: "\n").flatMap { line -> [String] in
      if line.hasPrefix("```") { isCode.toggle() }
      if isCode { return [] }
      return line.matches(of: #/\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"/#).compactMap { match in
        (match.output.1 ?? match.output.2).map(String.init)
      }
    }
  }

  private static func path(_ link: String, from folder: [String]) -> String {
    var parts = folder
    for part in link.split(separator: "/") where part != "." {
      if part == ".." { parts = parts.dropLast() } else { parts.append(String(part)) }
    }
    return parts.joined(separator: "/")
  }

  /// The names under which headings are linked to.
  private static func anchors(_ text: String) -> [String] {
    text.split(separator: "\n").filter { $0.hasPrefix("#") }.map { heading in
      heading.drop { $0 == "#" || $0 == " " }.lowercased()
        .filter { $0.isLetter || $0.isNumber || "-_ ".contains($0) }.replacing(" ", with: "-")
    }
  }
}
