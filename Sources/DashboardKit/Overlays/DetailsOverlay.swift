/// The selected row in full, in a box over the view.
struct DetailsOverlay {
  let scene: Scene
  let details: Details

  func paint(scroll: Int, on canvas: inout Canvas) -> ScreenMap.Extent {
    let size = canvas.buffer.size
    let columns = max(10, min(90, size.columns - 6))
    let lines = details.wrapped(columns: columns, text: canvas.text)
    let area = Box.centred(columns: columns + 4, rows: lines.count + 2, on: size)
    let box = Box(area: area, title: details.title, hint: "Esc closes")
    box.paint(on: &canvas)
    let extent = ScreenMap.Extent(
      limit: max(0, lines.count - max(1, box.inside.rows)), rows: box.inside.rows)
    for (offset, line) in lines.dropFirst(min(scroll, extent.limit)).prefix(box.inside.rows).enumerated() {
      canvas.write(line, in: box.inside.line(offset))
    }
    return extent
  }
}
