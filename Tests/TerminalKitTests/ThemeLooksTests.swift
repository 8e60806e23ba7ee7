import DashboardKit
import Foundation
import Testing

@testable import TerminalKit

/// Colours, from none to sixteen million.
struct ThemeLooksTests {
  @Test func `are known by name, the standard one first`() {
    #expect(Theme.all.first == .standard)
    #expect(Set(Theme.all).count == Theme.all.count && Theme.all.count >= 6)
    #expect(ThemeLooks.of(Theme("nobody")).name == Theme.standard.name)
  }

  @Test func `tell the roles apart in each depth`() {
    for looks in ThemeLooks.all where !looks.isMonochrome {
      for depth in [ColourDepth.eight, .sixteen, .palette, .direct] {
        let telling: [Style.Role] = [.accent, .good, .working, .warning, .bad]
        let numbers = telling.map { looks.colour(of: $0, depth) }
        #expect(Set(numbers).count == numbers.count, "\(looks.name) \(depth)")
        // Neither black on black nor a number that the terminal does not have.
        let limit: Int32 = [.eight: 8, .sixteen: 16, .palette: 256][depth] ?? 1 << 24
        for role in Style.Role.allCases {
          let number = looks.colour(of: role, depth)
          #expect(number == -1 || (1..<limit).contains(number), "\(looks.name) \(depth) \(role)")
        }
      }
    }
  }

  @Test func `are legible on the ground they are made for`() {
    for looks in ThemeLooks.all + ThemeLooks.forLight {
      guard let ground = looks.background?.rgb else { continue }
      for (role, colour) in looks.colours {
        #expect(contrast(ground, colour.rgb ?? 0) >= (role == .text ? 4.5 : 3), "\(looks.name) \(role)")
      }
      #expect(looks.background(.sixteen) == -1 && looks.background(.direct) >= 0)
    }
  }

  @Test func `follow the terminal's own ground, and a file of a person's`() {
    #expect(
      ThemeLooks.of(.standard, isLight: true).selection?.ground != ThemeLooks.of(.standard).selection?.ground)
    #expect(ThemeLooks.of(Theme("nord"), isLight: true).background == ThemeLooks.of(Theme("nord")).background)
    let own = Theme("own", colours: .init(roles: [.accent: 0x112233], ground: 0x000080, selection: 0xFFFFFF))
    let looks = ThemeLooks.of(own)
    #expect(looks.colour(of: .accent, .direct) == 0x112233 && looks.colour(of: .accent, .eight) == 6)
    #expect(looks.colour(of: .bad, .direct) == -1 && looks.background(.direct) == 0x80)
    #expect(looks.selection?.ground.rgb == 0xFFFFFF)
  }

  @Test func `stay legible on the selected row`() {
    for looks in ThemeLooks.all + ThemeLooks.forLight {
      guard let selection = looks.selection, let ground = selection.ground.rgb, let text = selection.text.rgb
      else { continue }
      #expect(contrast(ground, text) >= 6, "\(looks.name)")
      for (role, colour) in looks.colours where role != .text && role != .muted {
        #expect(contrast(ground, colour.rgb ?? 0) >= 2.9, "\(looks.name) \(role)")
      }
    }
  }

  @Test(arguments: [
    (0x000000, 16), (0xFFFFFF, 231), (0x5F87AF, 67), (0x3A3A3A, 237), (0x8A8A8A, 245), (0xFF0000, 196),
    (0x00AFD7, 38),
  ]) func `find the nearest of xterm's palette`(rgb: UInt32, number: Int32) {
    #expect(Colour.nearest(rgb) == number)
  }

  @Test func `follow the number of colours`() {
    let depths = [-1, 0, 2, 8, 15, 16, 88, 256, 1 << 24].map(ColourDepth.init(colours:))
    #expect(depths == [.none, .none, .none, .eight, .eight, .sixteen, .sixteen, .palette, .direct])
  }

  /// The ratio of WCAG 2, from 1 to 21.
  private func contrast(_ one: UInt32, _ other: UInt32) -> Double {
    let (low, high) = (min(luminance(one), luminance(other)), max(luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
  }

  private func luminance(_ rgb: UInt32) -> Double {
    let parts = [rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255].map { part -> Double in
      let value = Double(part) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }
}
