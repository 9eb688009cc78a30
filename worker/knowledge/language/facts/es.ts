/** Spanish. */

import type { LanguageFacts } from "./facts.ts";

export const SPANISH: LanguageFacts = {
  stopWords: [
    "el la los las un una unos unas lo al del y e o u pero sino que si no ni de a en con por para sin sobre entre hasta desde hacia según tras durante",
    "yo tú él ella nosotros vosotros ellos ellas usted ustedes me te se nos os le les mi mis tu tus su sus nuestro nuestra nuestros vuestro vuestra",
    "es son soy eres somos está están estoy estar ser era fue ha han he hay haber tengo tiene tienen tenéis tenemos tener hace hacen hacer puedo puede pueden podéis podemos poder podría debo debe quiero quiere quisiera queréis quieren gustaría necesito",
    "este esta esto estos estas ese esa eso esos esas aquel algo alguna alguno algún ningún nada todo toda todos todas más menos muy también ya aún solo sólo así como cuando donde",
    "qué hora cuál cuáles quién quiénes cómo cuándo dónde cuánto cuánta cuántos cuántas por porque favor hola gracias gusta gustan gusto",
  ].join(" "),
  light:
    "estáis encuentran encuentra encontrar encontraros tienen tienes hacen hace hacéis aceptan aceptáis acepta venden vende ofrecen sirve funciona puedo necesito necesita mandan dan hay toman usar quiero llevar traer entrar opciones opción importe permitido permitidos",
  asks: {
    number: "cuánto|cuánta|cuántos|cuántas|qué precio|qué tamaño|precio|cuesta|cuestan",
    time: "cuándo|a qué hora|qué día|horario|hasta cuándo|desde cuándo",
    place: "dónde|adónde|en qué ciudad",
    person: "quién|quiénes",
    reason: "por qué|motivo|razón",
    steps: "cómo|pasos|ejemplo|qué tengo que hacer|qué hago|qué debo hacer",
  },
  topics: {
    return: "devolución devolver devoluciones devuelvo reembolso reembolsar cambio cambiar cambios devuelve",
    delivery:
      "envío enviar envíos envían entrega entregar paquete mandar mandan mandáis porte portes tarda llegar llega",
    cost: "precio cuesta cuestan costo coste costes gastos tarifa vale precios",
    payment: "pago pagar pagos abonar tarjeta efectivo transferencia reembolso plazos",
    cancel: "cancelar cancelación anular baja cancelo anulo",
    warranty: "garantía",
    hours: "horario horarios abierto abrir abren abierta cierran cierra",
    contact: "contacto contactar teléfono llamar",
    invoice: "factura facturas recibo",
    discount: "descuento descuentos cupón rebaja vale",
    account: "cuenta registro registrarse usuario",
    pickup: "recoger recogida retirar recogerlo recogerla recojo",
    abroad: "extranjero internacional",
    repair: "reparación reparar reparaciones roto arreglar arreglo reparáis",
    order: "pedido pedidos compra encargo",
    change: "cambiar cambio modificar modifico actualizar",
    damage: "roto rota rotos rotas dañado dañada defectuoso defecto",
    track: "seguimiento rastrear rastreo localizador",
    place: "dirección estamos ubicación ubicados",
    gift: "regalo regalos regalar",
    parking: "parking aparcamiento aparcar estacionamiento estacionar aparcamientos",
    pets: "perro perros mascota mascotas",
    wifi: "wifi internet",
    allergy: "alergia alergias alérgico alérgica alérgenos intolerancia",
    gluten: "gluten celiaco celíaco celiacos celíacos celiaca",
    children: "niño niños niña infantil bebé bebés",
    booking: "reserva reservar reservas reservación",
  },
  phrases: { place: "cómo llegar|dónde encontrarnos" },
  endings: [
    "es s",
    "amiento imiento aciones acion uciones ucion iciones icion cion adora ador ancia encia able ible mente idad iva ivo",
    "ariamos aremos ieron aron ando iendo amos emos imos aste iste aria eria iria ara era ira ado ada ido ida ar er ir an en a e o",
    "i",
  ],
};
