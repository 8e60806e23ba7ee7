import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

@Suite struct EntityTagTests {
  @Test func differsWithEverythingThatTellsBodiesApart() {
    let base = Rendition("251", language: "en", modified: "1718")
    var tags: Set<String> = [EntityTag(.test, base, length: 5).text]
    tags.insert(EntityTag(.other, base, length: 5).text)
    tags.insert(EntityTag(.test, base, length: 6).text)
    tags.insert(EntityTag(.test, nil, length: 5).text)
    tags.insert(EntityTag(.test, Rendition("140", language: "en", modified: "1718"), length: 5).text)
    tags.insert(EntityTag(.test, Rendition("251-drc", language: "en", modified: "1718"), length: 5).text)
    tags.insert(EntityTag(.test, Rendition("251", language: "de", modified: "1718"), length: 5).text)
    tags.insert(EntityTag(.test, Rendition("251", language: "en", modified: "1719"), length: 5).text)
    tags.insert(EntityTag(.test, Rendition("251", language: "en"), length: 5).text)
    #expect(tags.count == 9)
    // A place in yt-dlp's list is no part of the rendition.
    #expect(
      tags.contains(EntityTag(.test, Rendition("251-1", language: "en", modified: "1718"), length: 5).text))
  }

  @Test func hostileTextStaysInside() {
    let tag = EntityTag(.test, Rendition("a\"b\r\nc é", language: ".,\\"), length: 1)
    #expect(tag.text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
    #expect(tag.opaque.contains("\"") == false)
  }

  @Test(arguments: [
    (["\"a\""], true, true), (["W/\"a\""], false, true), (["\"b\", \"a\""], true, true),
    (["\"b\"", " W/\"a\" "], false, true),
    (["*"], true, true), (["\"b\""], false, false), (["a"], false, false), (["\"A\""], false, false),
    ([""], false, false),
    (["\"x,\"a\""], false, false), (["\"b\",,\t\"a\","], true, true), (["w/\"a\""], false, false),
  ])
  func lists(values: [String], isStrong: Bool, isWeak: Bool) {
    let list = EntityTagList(values)
    #expect(list?.contains(EntityTag(opaque: "a"), isStrong: true) == isStrong)
    #expect(list?.contains(EntityTag(opaque: "a"), isStrong: false) == isWeak)
  }

  @Test(arguments: [
    ([], true), (["\"a\""], true), (["\"b\""], false), (["W/\"a\""], false), (["a"], false),
    (["\"a\"", "\"a\""], false),
    (["Sun, 06 Nov 1994 08:49:37 GMT"], false), (["\""], false),
  ])
  func ifRange(values: [String], isWanted: Bool) {
    let conditions = Preconditions(ifMatch: [], ifNoneMatch: [], ifRange: values)
    #expect(conditions.allowsRange(of: EntityTag(opaque: "a")) == isWanted)
    #expect(conditions.allowsRange(of: nil) == values.isEmpty)
  }
}
