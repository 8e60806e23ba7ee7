import CFriBidi
import DashboardKit

/// How text with parts written from right to left is seen, by GNU FriBidi: in the order of the Unicode Standard
/// Annex 9, with letters in the forms that join their neighbours.
enum VisualOrder {
  /// The characters as they are seen from the left; `nil` when there is no memory for it.
  static func characters(_ text: [Unicode.Scalar]) -> [DisplayText.Placed]? {
    var values = text.map(\.value)
    var places = [Int32](repeating: 0, count: values.count)
    guard cfribidi_visual_order(&values, Int32(values.count), &places) != 0 else { return nil }
    return places.compactMap { place in
      let place = Int(place)
      guard text.indices.contains(place) else { return nil }
      return .init(place: place, scalar: Unicode.Scalar(values[place]) ?? text[place])
    }
  }
}
