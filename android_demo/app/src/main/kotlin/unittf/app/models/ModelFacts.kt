package unittf.app.models

import android.content.Context
import unittf.app.R
import java.util.Locale

/** The line under a model's name: its size, its work, how its numbers are kept, its bytes. */
internal object ModelFacts {
    fun of(model: InstalledModel, context: Context): String {
        val contract = model.contract
        val facts = listOfNotNull(
            context.getString(R.string.models_size, contract.width, contract.height),
            contract.multiplyAdds?.let { work(it, context) },
            contract.quantization,
            bytes(model.bytes, context),
            context.getString(
                when (model.origin) {
                    Origin.BUILT_IN -> R.string.models_built_in
                    Origin.OWN -> R.string.models_own
                    Origin.PUSHED -> R.string.models_pushed
                },
            ),
        )
        return facts.joinToString(" · ")
    }

    /** Milliseconds with as many places as matter: `412`, `41.2`, `4.12`. */
    fun milliseconds(value: Double): String = number(value)

    private fun work(multiplyAdds: Long, context: Context): String = if (multiplyAdds >= GIGA) {
        context.getString(R.string.models_giga, "%.1f".local(multiplyAdds / GIGA))
    } else {
        context.getString(R.string.models_mega, number(multiplyAdds / MEGA))
    }

    private fun bytes(bytes: Long, context: Context): String = if (bytes >= MEGA / 10) {
        context.getString(R.string.models_megabytes, number(bytes / MEGA))
    } else {
        context.getString(R.string.models_kilobytes, number(bytes / KILO))
    }

    private fun number(value: Double): String = when {
        value >= 100 -> "%.0f"
        value >= 10 -> "%.1f"
        else -> "%.2f"
    }.local(value)

    private fun String.local(value: Double) = String.format(Locale.getDefault(), this, value)

    private const val GIGA = 1e9
    private const val MEGA = 1e6
    private const val KILO = 1e3
}
