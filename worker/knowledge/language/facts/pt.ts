/** Portuguese. */

import type { LanguageFacts } from "./facts.ts";

export const PORTUGUESE: LanguageFacts = {
  stopWords: [
    "o a os as um uma uns umas de do da dos das em no na nos nas num numa por pelo pela pelos pelas para pra com sem sobre entre até desde ao à aos às e ou mas que se não nem como quando",
    "eu tu ele ela nós vós eles elas você vocês me te se lhe lhes meu minha meus minhas teu tua seu sua seus suas nosso nossa vosso",
    "é são sou somos está estão estou estar ser era foi há ter tenho tem têm temos posso pode podem podemos poder poderia devo deve quero quer querem gostaria preciso faz fazem fazer faço fica vai",
    "este esta isto estes estas esse essa isso esses essas aquele algo algum alguma nenhum nada tudo todo toda todos todas mais menos muito também já ainda só assim favor olá obrigado obrigada",
    "qual hora horas quais quem onde aonde quanto quanta quantos quantas porque porquê quê gostar gosto gosta",
  ].join(" "),
  light:
    "encontro encontrar ficam têm tem fazem faz aceitam aceita vendem vende oferecem funciona posso quero preciso consigo usar dá levar trazer entrar permitido permitidos",
  asks: {
    number: "quanto|quanta|quantos|quantas|qual o preço|qual é o preço|preço|custa|custam|qual o prazo|qual o valor",
    time: "quando|a que horas|que horas|qual o horário|horário|que dia|até quando",
    place: "onde|aonde|em que cidade",
    person: "quem",
    reason: "por que|porque|por quê|motivo",
    steps: "como|passos|exemplo|o que devo fazer|o que faço",
  },
  topics: {
    return: "devolução devolver devoluções reembolso reembolsar troca trocar devolvo",
    delivery:
      "entrega entregar entregas envio enviar envios frete encomenda envia enviam mandam portes chega chegar demora",
    cost: "preço preços custa custam custo custos valor tarifa taxa",
    payment: "pagamento pagar pagamentos cartão dinheiro transferência",
    cancel: "cancelar cancelamento anular cancelo anulo",
    warranty: "garantia",
    hours: "horário horários aberto aberta abre abrem fecha fecham funcionamento abertos abertas fechado fechados",
    contact: "contato contacto contatar contactar telefone ligar",
    invoice: "fatura factura faturas recibo nota",
    discount: "desconto descontos cupom cupão",
    account: "conta cadastro registo registrar",
    pickup: "retirar retirada levantar levantamento recolha buscar",
    abroad: "exterior estrangeiro internacional",
    repair: "reparação reparar reparo conserto consertar arranjo quebrado avariado reparam arranjam consertam",
    order: "pedido pedidos encomenda encomendas compra",
    change: "alterar alteração mudar mudança modificar",
    damage: "partido partida quebrado quebrada danificado danificada estragado defeito",
    track: "rastrear rastreio rastreamento seguimento",
    place: "endereço estamos morada localização",
    gift: "presente presentes oferta prenda",
    parking: "estacionamento estacionar estacionamentos parque",
    pets: "cão cães cachorro cachorros animais estimação",
    wifi: "wifi internet",
    allergy: "alergia alergias alérgico alérgica alérgenos alergénios intolerância",
    gluten: "glúten celíaco celíaca celíacos",
    children: "criança crianças bebê bebé infantil",
    booking: "reserva reservar reservas marcação",
  },
  phrases: { place: "como chegar" },
  endings: [
    "s",
    "amento imento acoe acao icoe icao coe cao oe ao adora ador ancia encia avel ivel vel mente idade iva ivo",
    "aremos eram aram iram ando endo indo amos emos imos asse esse isse ado ada ido ida ara era ira ar er ir am em ou eu iu a e o",
    "i",
  ],
};
