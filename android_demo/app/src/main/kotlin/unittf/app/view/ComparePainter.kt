package unittf.app.view

import android.content.Context
import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Paint
import android.graphics.Path
import android.graphics.Rect
import android.graphics.RectF
import android.util.TypedValue
import unittf.app.R

/** Draws two pictures under a divider. It makes no object while it draws. */
internal class ComparePainter(context: Context) {
    var before: Bitmap? = null
    var after: Bitmap? = null

    /** How many rows of `after`, from its top, hold a picture. */
    var rows = 0

    var beforeName: String? = null
        set(value) {
            field = value
            beforeNameWidth = widthOf(value)
        }
    var afterName: String? = null
        set(value) {
            field = value
            afterNameWidth = widthOf(value)
        }

    private val metrics = context.resources.displayMetrics
    private val density = metrics.density
    private val pixels = Paint(Paint.FILTER_BITMAP_FLAG)
    private val shade = Paint().apply { color = context.getColor(R.color.stage_shade) }
    private val line = Paint(Paint.ANTI_ALIAS_FLAG).apply {
        color = context.getColor(R.color.on_stage)
        setShadowLayer(2 * density, 0f, 0f, context.getColor(R.color.stage))
    }
    private val arrows = Paint(Paint.ANTI_ALIAS_FLAG).apply {
        color = context.getColor(R.color.stage)
    }
    private val text = Paint(Paint.ANTI_ALIAS_FLAG).apply {
        color = context.getColor(R.color.on_stage)
        textSize = TypedValue.applyDimension(TypedValue.COMPLEX_UNIT_SP, 14f, metrics)
    }
    private val arrow = Path().apply {
        for (side in intArrayOf(-1, 1)) {
            moveTo(side * 5 * density, -6 * density)
            lineTo(side * 12 * density, 0f)
            lineTo(side * 5 * density, 6 * density)
            close()
        }
    }
    private val ascent = text.ascent()
    private val labelHeight = text.descent() - ascent + 2 * LABEL_PADDING / 2 * density
    private var beforeNameWidth = 0f
    private var afterNameWidth = 0f
    private val source = Rect()
    private val target = RectF()

    /** @param divider its place in the canvas. */
    fun draw(canvas: Canvas, viewport: Viewport, divider: Float) {
        val before = before ?: return
        val after = after
        target.set(viewport.left, viewport.top, viewport.right, viewport.bottom)
        canvas.drawBitmap(before, null, target, pixels)
        if (after == null) {
            drawName(canvas, beforeName, beforeNameWidth, viewport.visibleLeft, viewport)
            return
        }
        canvas.save()
        canvas.clipRect(divider, viewport.top, viewport.right, viewport.bottom)
        drawAfter(canvas, after)
        canvas.restore()
        drawNames(canvas, viewport, divider)
        drawDivider(canvas, viewport, divider)
    }

    private fun drawAfter(canvas: Canvas, after: Bitmap) {
        val all = target.bottom
        val end = target.top + target.height() * rows / after.height
        if (rows < after.height) canvas.drawRect(target.left, end, target.right, all, shade)
        if (rows == 0) return
        source.set(0, 0, after.width, rows)
        target.bottom = end
        canvas.drawBitmap(after, source, target, pixels)
        target.bottom = all
    }

    /** A name that would reach the divider is left out. */
    private fun drawNames(canvas: Canvas, viewport: Viewport, divider: Float) {
        val clear = CLEAR * density
        val left = viewport.visibleLeft
        if (left + beforeNameWidth + clear <= divider) {
            drawName(canvas, beforeName, beforeNameWidth, left, viewport)
        }
        val right = viewport.visibleRight - afterNameWidth
        if (right - clear >= divider) drawName(canvas, afterName, afterNameWidth, right, viewport)
    }

    private fun drawName(
        canvas: Canvas,
        name: String?,
        width: Float,
        left: Float,
        viewport: Viewport,
    ) {
        if (name == null) return
        val margin = LABEL_MARGIN * density
        val top = viewport.visibleTop + margin
        val round = 4 * density
        canvas.drawRoundRect(
            left + margin,
            top,
            left + width - margin,
            top + labelHeight,
            round,
            round,
            shade,
        )
        val baseline = top + (labelHeight - (text.descent() - ascent)) / 2 - ascent
        canvas.drawText(name, left + margin + LABEL_PADDING * density, baseline, text)
    }

    private fun drawDivider(canvas: Canvas, viewport: Viewport, divider: Float) {
        val half = density
        canvas.drawRect(
            divider - half,
            viewport.visibleTop,
            divider + half,
            viewport.visibleBottom,
            line,
        )
        val middle = (viewport.visibleTop + viewport.visibleBottom) / 2
        canvas.drawCircle(divider, middle, HANDLE * density, line)
        canvas.save()
        canvas.translate(divider, middle)
        canvas.drawPath(arrow, arrows)
        canvas.restore()
    }

    private fun widthOf(name: String?) = if (name == null) {
        0f
    } else {
        text.measureText(name) + 2 * (LABEL_PADDING + LABEL_MARGIN) * density
    }

    private companion object {
        /** In dp. */
        const val LABEL_MARGIN = 8
        const val LABEL_PADDING = 8
        const val HANDLE = 18
        const val CLEAR = 14
    }
}
