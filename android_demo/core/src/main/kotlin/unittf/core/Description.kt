package unittf.core

/**
 * A contract as written, with typed access: a field that is missing or of the wrong kind is refused
 * by name. Names are paths, as `tiles.overlap`.
 */
internal class Description private constructor(private val root: Map<*, *>) {
    /** The value as it stands there; null where there is none. */
    operator fun get(path: String): Any? =
        path.split('.').fold<String, Any?>(root) { within, key -> (within as? Map<*, *>)?.get(key) }

    operator fun contains(key: String): Boolean = key in root

    /** An integer that is [least] at least. */
    fun integer(path: String, least: Long): Long =
        (get(path) as? Long)?.takeIf { it >= least } ?: refuse(path)

    fun text(path: String): String = get(path) as? String ?: refuse(path)

    fun nonEmpty(path: String): String = text(path).ifEmpty { refuse(path) }

    fun oneOf(path: String, vararg words: String): String =
        text(path).takeIf { it in words } ?: refuse(path)

    /** Requires an object, so that the refusal names it and not what it lacks. */
    fun requireObject(path: String) {
        if (get(path) !is Map<*, *>) refuse(path)
    }

    /** The two domains, in the order that [direction] (`ab` or `ba`) gives. */
    fun domains(direction: String): Pair<String, String> {
        requireObject("domains")
        val a = nonEmpty("domains.a")
        val b = nonEmpty("domains.b")
        return if (direction == "ab") a to b else b to a
    }

    fun direction(): String = oneOf("direction", "ab", "ba")

    /** Two numbers that rise, in float32 too; of bytes exactly 0 and 255. */
    fun range(path: String, type: ValueType): Pair<Float, Float> {
        val ends = (get(path) as? List<*>)?.map { (it as? Number)?.toDouble() ?: refuse(path) }
        if (ends == null || ends.size != 2) refuse(path)
        if (type == ValueType.UINT8 && ends != listOf(0.0, 255.0)) refuse(path)
        val (low, high) = ends.map { it.toFloat() }
        if (!low.isFinite() || !high.isFinite() || low >= high) refuse(path)
        return low to high
    }

    fun refuse(path: String): Nothing = throw Refusal(Reason.CONTRACT_FIELD, path)

    companion object {
        fun parse(metadata: ByteArray): Description = try {
            Description(StrictJson.read(metadata) as? Map<*, *> ?: throw NotJson())
        } catch (_: NotJson) {
            throw Refusal(Reason.CONTRACT_DAMAGED)
        }
    }
}
